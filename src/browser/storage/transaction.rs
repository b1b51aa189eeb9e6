//! One transaction of the database, and what its exceptions mean.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

use super::{Durability, NODES, RECORDS, StorageFault};

#[wasm_bindgen]
extern "C" {
    /// A database; of web-sys's own, a transaction's durability is not to be had without unstable features.
    type DurableDatabase;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &DurableDatabase,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// What a transaction is for.
#[derive(Clone, Copy)]
pub enum Mode {
    /// To read.
    Read,
    /// To write, too.
    Write(Durability),
}

/// A transaction over both object stores.
pub struct Transaction {
    /// The nodes' own records.
    pub nodes: IdbObjectStore,
    /// All other records.
    pub records: IdbObjectStore,
    inner: IdbTransaction,
}

impl Transaction {
    /// Begins one.
    pub fn begin(database: &IdbDatabase, mode: Mode) -> Result<Self, StorageFault> {
        Self::try_begin(database, mode).map_err(|exception| match fault(&exception) {
            StorageFault::Failed(words) if words.starts_with("InvalidState") => {
                StorageFault::Closed
            }
            fault => fault,
        })
    }

    fn try_begin(database: &IdbDatabase, mode: Mode) -> Result<Self, JsValue> {
        let database: &DurableDatabase = database.unchecked_ref();
        let stores = Array::of2(&NODES.into(), &RECORDS.into());
        let options = js_sys::Object::new();
        let mode = match mode {
            Mode::Read => "readonly",
            Mode::Write(durability) => {
                let durability = match durability {
                    Durability::Strict => "strict",
                    Durability::Relaxed => "relaxed",
                };
                Reflect::set(&options, &"durability".into(), &durability.into())?;
                "readwrite"
            }
        };
        let inner = database.transaction(&stores, mode, &options)?;
        Ok(Self {
            nodes: inner.object_store(NODES)?,
            records: inner.object_store(RECORDS)?,
            inner,
        })
    }

    /// Waits until it has ended, after all was requested; takes it back if something could not be.
    pub async fn end_after(&self, requested: Result<(), JsValue>) -> Result<(), StorageFault> {
        match requested {
            Ok(()) => self.end().await,
            Err(exception) => Err(self.abort(&exception)),
        }
    }

    /// Waits for the result of a request.
    pub async fn result_of(
        &self,
        request: Result<IdbRequest, JsValue>,
    ) -> Result<JsValue, StorageFault> {
        let request = request.map_err(|exception| self.abort(&exception))?;
        self.end().await?;
        request.result().map_err(|exception| fault(&exception))
    }

    /// Waits for the results of two requests.
    pub async fn results_of(
        &self,
        requests: Result<(IdbRequest, IdbRequest), JsValue>,
    ) -> Result<(JsValue, JsValue), StorageFault> {
        let (one, other) = requests.map_err(|exception| self.abort(&exception))?;
        let one = self.result_of(Ok(one)).await?;
        let other = other.result().map_err(|exception| fault(&exception))?;
        Ok((one, other))
    }

    /// Waits until it has ended; nothing more can be requested of it.
    async fn end(&self) -> Result<(), StorageFault> {
        // Without it, a transaction ends when the page has heard of its last result. A page that was frozen, or put aside
        // as its tab went elsewhere, does not hear: all other tabs would wait for it. That it can't be committed is told
        // below.
        #[allow(
            deprecated,
            reason = "web-sys marks it so without a reason; the standard does not"
        )]
        let _ = self.inner.commit();
        let ended = Promise::new(&mut |resolve, reject| {
            self.inner.set_oncomplete(Some(&resolve));
            // An error of a request ends here, too; that something can't be committed is told here alone.
            self.inner.set_onabort(Some(&reject));
        });
        match JsFuture::from(ended).await {
            Ok(_) => Ok(()),
            Err(_) => Err(match self.inner.error() {
                Some(exception) => fault(&exception),
                None => StorageFault::Failed("aborted".into()),
            }),
        }
    }

    /// Takes it back, since this was thrown when something was requested.
    fn abort(&self, exception: &JsValue) -> StorageFault {
        // It fails only if the transaction has ended already.
        let _ = self.inner.abort();
        fault(exception)
    }
}

/// What an exception means.
pub fn fault(exception: &JsValue) -> StorageFault {
    let part = |name: &str| {
        let part = Reflect::get(exception, &name.into()).ok();
        part.and_then(|part| part.as_string()).unwrap_or_default()
    };
    let (name, message) = (part("name"), part("message"));
    let words = [name.as_str(), message.as_str()].join(": ");
    match name.as_str() {
        "QuotaExceededError" => StorageFault::Full,
        "VersionError" => StorageFault::Newer,
        "SecurityError" | "NotAllowedError" => StorageFault::Refused(words),
        _ => StorageFault::Failed(words),
    }
}
