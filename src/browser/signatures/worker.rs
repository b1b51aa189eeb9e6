//! The worker's side: an order is carried out as it comes. The page makes each a small one.

use chain::{Key, is_signed};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::protocol::{Order, Report, Task, read_claims};
use crate::BUILD;

/// Listens for orders until the page ends this worker.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let reports = scope.clone();
    let order = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let done = Order::from_js(&event.data()).and_then(|order| {
            let answer = carry_out(order.task, &order.bytes.to_vec())?;
            Some(Report::Done {
                number: order.number,
                answer,
            })
        });
        match done {
            Some(report) => tell(&reports, &report),
            // Only a page of another build would say what can't be read; it finds that out by what it was told first.
            None => web_sys::console::error_2(&"no order: ".into(), &event.data()),
        }
    });
    scope.set_onmessage(Some(order.as_ref().unchecked_ref()));
    order.forget();
    tell(&scope, &Report::Ready(BUILD.to_owned()));
}

/// The answer; `None` where the bytes are not what the task takes.
fn carry_out(task: Task, bytes: &[u8]) -> Option<Vec<u8>> {
    match task {
        Task::Verify => {
            let (genesis, claims) = read_claims(bytes)?;
            let verified = claims.iter().map(|(payment, signature)| {
                is_signed(&payment.sender, payment.signed_text(&genesis), signature)
            });
            Some(verified.map(u8::from).collect())
        }
        Task::Account => {
            let account = Key::from_secret(bytes.try_into().ok()?).account();
            Some(account.as_bytes().to_vec())
        }
        Task::Sign => {
            let (secret, message) = bytes.split_first_chunk()?;
            let signature = Key::from_secret(*secret).sign_message(message);
            Some(signature.as_bytes().to_vec())
        }
    }
}

fn tell(scope: &DedicatedWorkerGlobalScope, report: &Report) {
    if let Err(error) = scope.post_message(&report.to_js()) {
        wasm_bindgen::throw_val(error);
    }
}

#[cfg(test)]
mod tests {
    use chain::{Account, Claim, Hash, Payment, Signature};

    use super::*;
    use crate::browser::signatures::protocol::write_claims;

    #[test]
    fn what_a_key_signs_is_verified_and_nothing_else() {
        let account = carry_out(Task::Account, &[7; 32]).unwrap();
        let sender = Account::from_bytes(account.try_into().unwrap());
        let genesis = Hash::of("genesis");
        let payment = Payment {
            sender,
            recipient: sender,
            amount: 5,
            fee: 1,
            seq: 0,
        };
        let order = [&[7; 32], payment.signed_text(&genesis).as_bytes()].concat();
        let signature = carry_out(Task::Sign, &order).unwrap();
        let claim = Claim {
            block: 2,
            transaction: 0,
            payment,
            signature: Signature::from_bytes(signature.try_into().unwrap()),
        };
        let mut other = claim;
        other.payment.amount = 6;
        let order = write_claims(&genesis, &[claim, other, claim]);
        assert_eq!(carry_out(Task::Verify, &order), Some(vec![1, 0, 1]));
        assert_eq!(carry_out(Task::Account, &[7; 31]), None);
        assert_eq!(carry_out(Task::Sign, &[7; 31]), None);
    }
}
