//! Where nodes are stored: an IndexedDB database, which all tabs of this browser share.
//!
//! It has two object stores. `nodes` holds each node's own record, under its address; `records` holds the other records of
//! all nodes, under `{address}/{key}`. Keys and values are texts, so no amount and no timestamp becomes a number of
//! JavaScript's. IndexedDB is there on plain http, too.
//!
//! web-sys's bindings are used as they are: the crates around them give up the reason why a transaction was aborted, or
//! know no durability, and weigh up to 27 kB gzipped.

mod opening;
mod space;
mod transaction;

use std::{cell::Cell, rc::Rc};

use client::{Durability, StorageFault, Write};
use js_sys::Array;
use node::Address;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{IdbDatabase, IdbKeyRange};

use self::transaction::{Mode, Transaction};
pub use self::{opening::delete, space::ask_to_persist};
use crate::web::pieces::Pieces;

/// The object store of the nodes' own records.
const NODES: &str = "nodes";
/// The object store of all other records.
const RECORDS: &str = "records";

/// The database, open. It is closed for a tab that brings it up to date or deletes it: all that is asked of it afterwards
/// ends with [`StorageFault::Closed`].
pub struct Storage {
    database: IdbDatabase,
    closed: Rc<Cell<bool>>,
    _on_close: Closure<dyn FnMut()>,
}

impl Storage {
    /// Opens the database, and creates it if there is none.
    ///
    /// # Errors
    /// [`StorageFault::Refused`] where the browser gives none, [`StorageFault::Newer`] for the database of a newer version,
    /// which is left alone, and [`StorageFault::Closed`] if a tab of an older version does not give it up within seconds.
    pub async fn open() -> Result<Self, StorageFault> {
        let database = opening::open().await?;
        let closed = Rc::new(Cell::new(false));
        let on_close = {
            let (database, closed) = (database.clone(), closed.clone());
            Closure::<dyn FnMut()>::new(move || {
                closed.set(true);
                // What has begun is still written.
                database.close();
            })
        };
        let listener = on_close.as_ref().unchecked_ref();
        database.set_onversionchange(Some(listener));
        database.set_onclose(Some(listener));
        Ok(Self {
            database,
            closed,
            _on_close: on_close,
        })
    }

    /// Writes records of a node's in one transaction, and waits until it counts as written.
    ///
    /// # Errors
    /// Then nothing of it is written.
    pub async fn write(
        &self,
        address: &Address,
        writes: &[Write],
        durability: Durability,
    ) -> Result<(), StorageFault> {
        match self.try_to_write(address, writes, durability).await {
            // Where Firefox has no room left it says so at the second attempt only, sometimes; and a write that comes after
            // one that found no room may fail although there is room.
            Err(StorageFault::Failed(_)) => self.try_to_write(address, writes, durability).await,
            written => written,
        }
    }

    async fn try_to_write(
        &self,
        address: &Address,
        writes: &[Write],
        durability: Durability,
    ) -> Result<(), StorageFault> {
        let transaction = self.begin(Mode::Write(durability))?;
        let requested = || {
            for write in writes {
                match write {
                    Write::Node(text) => transaction
                        .nodes
                        .put_with_key(&text.into(), &own(address))?,
                    Write::Put(key, text) => transaction
                        .records
                        .put_with_key(&text.into(), &full_key(address, key).into())?,
                    Write::Delete(key) => {
                        transaction.records.delete(&full_key(address, key).into())?
                    }
                };
            }
            Ok(())
        };
        transaction.end_after(requested()).await
    }

    /// A node's own record, if there is one. What is no text is read as an empty one.
    pub async fn node(&self, address: &Address) -> Result<Option<String>, StorageFault> {
        let transaction = self.begin(Mode::Read)?;
        let request = transaction.nodes.get(&own(address));
        let value = transaction.result_of(request).await?;
        Ok((!value.is_undefined()).then(|| text(value)))
    }

    /// The own records of all nodes, with their addresses.
    pub async fn nodes(&self) -> Result<Vec<(String, String)>, StorageFault> {
        let transaction = self.begin(Mode::Read)?;
        let requests = || {
            Ok((
                transaction.nodes.get_all_keys()?,
                transaction.nodes.get_all()?,
            ))
        };
        let (keys, values) = transaction.results_of(requests()).await?;
        Ok(pairs(keys, values, 0))
    }

    /// Records of a node's in the order of their keys: those whose keys begin with `prefix` and come behind `after`, and at
    /// most `limit` of them.
    pub async fn records(
        &self,
        address: &Address,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<(String, String)>, StorageFault> {
        let transaction = self.begin(Mode::Read)?;
        let requests = || {
            let range = range(address, prefix, after)?;
            let keys = transaction
                .records
                .get_all_keys_with_key_and_limit(&range, limit)?;
            let values = transaction
                .records
                .get_all_with_key_and_limit(&range, limit)?;
            Ok((keys, values))
        };
        let (keys, values) = transaction.results_of(requests()).await?;
        Ok(pairs(keys, values, address.as_str().len() + 1))
    }

    /// Deletes all that is stored of a node.
    pub async fn forget(&self, address: &Address) -> Result<(), StorageFault> {
        let transaction = self.begin(Mode::Write(Durability::Strict))?;
        let requested = || {
            transaction.nodes.delete(&own(address))?;
            transaction
                .records
                .delete(&range(address, "", None)?.into())?;
            Ok(())
        };
        transaction.end_after(requested()).await
    }

    /// Deletes all that is stored of all nodes, and closes the database: nothing is written afterwards. This returns before it
    /// is done: the browser finishes the transaction before it opens or deletes the database for anybody.
    pub fn clear(&self) {
        if let Ok(transaction) = self.begin(Mode::Write(Durability::Strict)) {
            // These fail only if the transaction has ended already.
            let _ = transaction.nodes.clear();
            let _ = transaction.records.clear();
        }
        self.closed.set(true);
        self.database.close();
    }

    fn begin(&self, mode: Mode) -> Result<Transaction, StorageFault> {
        if self.closed.get() {
            return Err(StorageFault::Closed);
        }
        Transaction::begin(&self.database, mode)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

/// The key of a node's own record.
fn own(address: &Address) -> JsValue {
    address.as_str().into()
}

/// The key of a record in the store of all nodes' records: no address has a slash.
fn full_key(address: &Address, key: &str) -> String {
    [address.as_str(), key].join("/")
}

/// The keys of a node's records that begin with this prefix and come behind this key.
fn range(address: &Address, prefix: &str, after: Option<&str>) -> Result<IdbKeyRange, JsValue> {
    let lower = full_key(address, after.unwrap_or(prefix));
    let mut upper = full_key(address, prefix);
    // Keys are compared by their UTF-16 units, and none is greater.
    upper.push('\u{ffff}');
    IdbKeyRange::bound_with_lower_open_and_upper_open(
        &lower.into(),
        &upper.into(),
        after.is_some(),
        true,
    )
}

/// Keys, without so many of their first bytes, and values.
fn pairs(keys: JsValue, values: JsValue, skipped: usize) -> Vec<(String, String)> {
    let pair = |(key, value)| {
        let mut key = text(key);
        key.drain(..skipped.min(key.len()));
        (key, text(value))
    };
    let (keys, values) = (Array::from(&keys), Array::from(&values));
    keys.iter().zip(values.iter()).map(pair).collect()
}

/// What is no text was not written by this page, or is damaged: it is read as a text that says nothing.
fn text(value: JsValue) -> String {
    let text = value.dyn_into().map(Pieces::of);
    text.map(Iterator::collect).unwrap_or_default()
}
