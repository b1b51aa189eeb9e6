//! One tab, one node: a tab claims an address before it speaks as that node.
//!
//! Where the browser has Web Locks, a claim is a lock, which the browser takes back when the tab is gone. Plain http has
//! none: there tabs agree over a channel ([`client::Claimant`]). All tabs that can hear one another are of one origin, and so
//! on the same way.

mod agreement;
mod lock;

use node::Address;

use self::{agreement::Agreement, lock::Lock};

/// This tab is the node with an address, until it is dropped or the tab is gone.
///
/// A page that is suspended (frozen, or kept for the back button) has to drop its claim before, and to take it again
/// afterwards.
pub struct Claim(Kind);

enum Kind {
    Lock { _lock: Lock },
    Agreement(Agreement),
}

impl Claim {
    /// Takes an address. `None` where another tab is that node; one that is just being closed is waited for.
    pub async fn take(address: &Address) -> Option<Self> {
        if let Some(locks) = lock::manager() {
            // Where a page may have no locks, none of its tabs may.
            if let Ok(lock) = Lock::take(&locks, address).await {
                return Some(Self(Kind::Lock { _lock: lock? }));
            }
        }
        Some(Self(Kind::Agreement(Agreement::take(address).await?)))
    }

    /// Calls this function if the address turns out to be another tab's, which took it earlier; at once if it has turned out
    /// already. This tab must not speak as that node any more.
    ///
    /// It happens without Web Locks only, when one of the two did not run for a while.
    pub fn on_lost(&self, lost: impl FnOnce() + 'static) {
        if let Kind::Agreement(agreement) = &self.0 {
            agreement.on_lost(Box::new(lost));
        }
    }

    /// The addresses that tabs of this browser hold, this one among them.
    pub async fn awake() -> Vec<Address> {
        if let Some(locks) = lock::manager()
            && let Ok(held) = lock::held(&locks).await
        {
            return held;
        }
        agreement::held().await
    }
}
