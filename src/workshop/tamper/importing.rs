//! Importing a chain, step by step: read, judge, tell what would change, and only when a person confirms
//! it, adopt.

use chain::{Fault, ParseError, Rules};
use js_sys::JsString;
use yew::prelude::*;

use super::{opinion::Exchange, reading::judge};
use crate::{
    page::failure::Failure,
    web::pieces::Pieces,
    workshop::{console, finding::Stop},
};

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Import {
    /// Nothing was asked.
    #[default]
    Idle,
    /// There is no text to judge.
    Nothing,
    /// So many blocks have been judged.
    Judging(u64),
    /// The text is no chain; why and where, as the core says it.
    Unreadable(ParseError),
    /// The file of this name is no text.
    NoText(String),
    /// The file has more bytes than a node takes.
    TooLarge,
    /// The blocks are not valid.
    Invalid(Fault),
    /// Valid, and waiting for a person to confirm it.
    Valid(Exchange, Offer),
    /// Valid, and already the node's own chain.
    Same(u64),
    /// It is the node's chain now; so many blocks.
    Adopted(u64),
    /// The node did not take it; why.
    Refused(Failure),
}

/// A valid text, and the chain whose place it would take: what a person was told is only true of this.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    text: JsString,
    own: JsString,
}

/// Judges a text under the room's rules. `tell` hears each step until `stop` says that nobody listens.
pub async fn check(text: JsString, rules: Rules, stop: Stop, tell: Callback<Import>) {
    let tell_on = |import: Import| {
        if !stop.is_stopped() {
            tell.emit(import);
        }
    };
    if text.trim().length() == 0 {
        return tell_on(Import::Nothing);
    }
    tell_on(Import::Judging(0));
    let progress = |blocks| tell_on(Import::Judging(blocks));
    let offered = match judge(Pieces::of(text.clone()), rules, progress).await {
        Err(error) => return tell_on(Import::Unreadable(error)),
        Ok(verdict) => match verdict.fault {
            Some(fault) => return tell_on(Import::Invalid(fault)),
            None => verdict.hashes,
        },
    };
    let own = match console::chain_text().await {
        Ok(own) => own,
        Err(why) => return tell_on(Import::Refused(why)),
    };
    match judge(Pieces::of(own.clone()), rules, |_| {}).await {
        Err(error) => tell_on(Import::Unreadable(error)),
        Ok(verdict) => {
            let exchange = Exchange::between(&verdict.hashes, &offered);
            tell_on(if exchange.changes_nothing() {
                Import::Same(exchange.own)
            } else {
                Import::Valid(exchange, Offer { text, own })
            });
        }
    }
}

/// Makes a text that was judged valid the node's chain; the node judges it once more. If the node has
/// mined or resolved since, the text is judged again instead.
pub async fn adopt(offer: Offer, length: u64, rules: Rules, stop: Stop, tell: Callback<Import>) {
    match console::chain_text().await {
        Ok(own) if own != offer.own => return check(offer.text, rules, stop, tell).await,
        Ok(_) => {}
        Err(why) => return tell.emit(Import::Refused(why)),
    }
    tell.emit(match console::adopt(&offer.text).await {
        Ok(()) => Import::Adopted(length),
        Err(why) => Import::Refused(why),
    });
}
