//! From JSON text to transactions and blocks. What the format does not have is refused, with the place.

use std::borrow::Cow;

use crate::block::{Block, PreviousHash};
use crate::format::Format;
use crate::json::{Reader, Value};
use crate::number::{Number, NumberError};
use crate::parse_error::{ParseError, Reason};
use crate::payment::{Account, Payment, Signature};
use crate::transaction::{Signed, Transaction};

/// Reads a text that is one value and nothing else.
pub(crate) fn whole<'a, T>(
    text: &'a str,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    let mut reader = Reader::new(text, 0);
    let value = read(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The largest index: beyond it JavaScript's numbers are no longer exact.
pub(crate) const MAX_INDEX: u64 = 1 << 53;

/// Reads a block.
pub(crate) fn block(reader: &mut Reader<'_>, format: Format) -> Result<Block, ParseError> {
    let (mut index, mut timestamp, mut transactions) = (None, None, None);
    let (mut proof, mut previous_hash, mut merkle_root) = (None, None, None);
    object(reader, |reader, name| match name {
        "index" => once(&mut index, || self::index(reader)),
        "timestamp" => once(&mut timestamp, || number(reader)),
        "transactions" => once(&mut transactions, || {
            list(reader, |reader| transaction(reader, format))
        }),
        "proof" => once(&mut proof, || natural(reader)),
        "previous_hash" => once(&mut previous_hash, || self::previous_hash(reader)),
        "merkle_root" if format.header => once(&mut merkle_root, || Ok(text(reader)?.parse()?)),
        _ => Err(Reason::Unknown.into()),
    })?;
    if format.header {
        merkle_root = Some(present(merkle_root, "merkle_root")?);
    }
    Ok(Block {
        index: present(index, "index")?,
        timestamp: present(timestamp, "timestamp")?,
        transactions: present(transactions, "transactions")?,
        proof: present(proof, "proof")?,
        previous_hash: present(previous_hash, "previous_hash")?,
        merkle_root,
    })
}

/// Reads a transaction.
pub(crate) fn transaction(
    reader: &mut Reader<'_>,
    format: Format,
) -> Result<Transaction, ParseError> {
    let (mut sender, mut recipient, mut amount) = (None, None, None);
    let (mut fee, mut seq, mut signature) = (None, None, None);
    object(reader, |reader, name| match name {
        "sender" => once(&mut sender, || text(reader)),
        "recipient" => once(&mut recipient, || text(reader)),
        "amount" => once(&mut amount, || number(reader)),
        "fee" if format.signed => once(&mut fee, || number(reader)),
        "seq" if format.signed => once(&mut seq, || number(reader)),
        "signature" if format.signed => once(&mut signature, || text(reader)),
        _ => Err(Reason::Unknown.into()),
    })?;
    let mut transaction = Transaction {
        sender: present(sender, "sender")?.into_owned(),
        recipient: present(recipient, "recipient")?.into_owned(),
        amount: present(amount, "amount")?,
        signed: None,
    };
    if format.signed {
        let is_reward = transaction.is_reward();
        account(&transaction.recipient, "recipient")?;
        coins(transaction.amount, u64::from(!is_reward), "amount")?;
        if is_reward {
            let payments = [
                ("fee", fee.is_some()),
                ("seq", seq.is_some()),
                ("signature", signature.is_some()),
            ];
            if let Some((name, _)) = payments.into_iter().find(|(_, is_there)| *is_there) {
                return Err(ParseError::from(Reason::Unknown).within(name));
            }
        } else {
            account(&transaction.sender, "sender")?;
            let signature: Result<Signature, _> = present(signature, "signature")?.parse();
            transaction.signed = Some(Box::new(Signed {
                fee: coins(present(fee, "fee")?, 0, "fee")?,
                seq: coins(present(seq, "seq")?, 0, "seq")?,
                signature: signature
                    .map_err(|error| ParseError::from(error).within("signature"))?,
            }));
        }
    }
    Ok(transaction)
}

/// Whether a field names an account.
fn account(text: &str, field: &str) -> Result<(), ParseError> {
    match text.parse::<Account>() {
        Ok(_) => Ok(()),
        Err(error) => Err(ParseError::from(error).within(field)),
    }
}

/// So many coins, or payments, `least` of them at least.
fn coins(number: Number, least: u64, field: &str) -> Result<u64, ParseError> {
    let reason = match number.as_natural() {
        Some(coins) if coins < least => Reason::TooSmall(least),
        Some(coins) if coins > Payment::MAX_COINS => Reason::TooLarge(Payment::MAX_COINS),
        Some(coins) => return Ok(coins),
        None if number.is_integer() => Reason::Negative,
        None => Reason::NotInteger,
    };
    Err(ParseError::from(reason).within(field))
}

/// Reads an object's fields, each value by `field`, to which its name is given.
fn object<'a>(
    reader: &mut Reader<'a>,
    mut field: impl FnMut(&mut Reader<'a>, &str) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    if reader.peek()? != Value::Object {
        return Err(Reason::NotObject.into());
    }
    reader.require(b'{', "an object")?;
    if reader.skip(b'}') {
        return Ok(());
    }
    loop {
        let name = reader.name()?;
        field(reader, &name).map_err(|error| error.within(&name))?;
        if reader.skip(b'}') {
            return Ok(());
        }
        reader.require(b',', "a comma or the object's end")?;
    }
}

/// Reads a list's items, each by `item`.
fn list<'a, T>(
    reader: &mut Reader<'a>,
    item: impl Fn(&mut Reader<'a>) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    if reader.peek()? != Value::Array {
        return Err(Reason::NotList.into());
    }
    reader.require(b'[', "a list")?;
    let mut items = Vec::new();
    if reader.skip(b']') {
        return Ok(items);
    }
    loop {
        items.push(item(reader).map_err(|error| error.at(items.len()))?);
        if reader.skip(b']') {
            return Ok(items);
        }
        reader.require(b',', "a comma or the list's end")?;
    }
}

/// Fills a field's place, which must be empty.
pub(crate) fn once<T>(
    place: &mut Option<T>,
    read: impl FnOnce() -> Result<T, ParseError>,
) -> Result<(), ParseError> {
    if place.is_some() {
        return Err(Reason::Duplicate.into());
    }
    *place = Some(read()?);
    Ok(())
}

pub(crate) fn present<T>(value: Option<T>, name: &str) -> Result<T, ParseError> {
    value.ok_or_else(|| ParseError::from(Reason::Missing).within(name))
}

fn text<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, ParseError> {
    match reader.peek()? {
        Value::Text => reader.text(),
        _ => Err(Reason::NotText.into()),
    }
}

fn number(reader: &mut Reader<'_>) -> Result<Number, ParseError> {
    match reader.peek()? {
        Value::Number => Ok(Number::from_literal(reader.number()?)?),
        _ => Err(NumberError::NotANumber.into()),
    }
}

pub(crate) fn natural(reader: &mut Reader<'_>) -> Result<u64, ParseError> {
    if reader.peek()? != Value::Number {
        return Err(Reason::NotInteger.into());
    }
    let literal = reader.number()?;
    if literal
        .bytes()
        .any(|byte| matches!(byte, b'.' | b'e' | b'E'))
    {
        return Err(Reason::NotInteger.into());
    }
    match Number::from_literal(literal).map(|number| number.as_natural()) {
        Ok(Some(value)) => Ok(value),
        _ if literal.starts_with('-') => Err(Reason::Negative.into()),
        _ => Err(Reason::TooLarge(u64::MAX).into()),
    }
}

fn index(reader: &mut Reader<'_>) -> Result<u64, ParseError> {
    match natural(reader) {
        Ok(0) => Err(Reason::IndexFromOne.into()),
        Ok(index) if index > MAX_INDEX => Err(Reason::TooLarge(MAX_INDEX).into()),
        Err(error) if *error.reason() == Reason::Negative => Err(Reason::IndexFromOne.into()),
        Err(error) if matches!(error.reason(), Reason::TooLarge(_)) => {
            Err(Reason::TooLarge(MAX_INDEX).into())
        }
        read => read,
    }
}

fn previous_hash(reader: &mut Reader<'_>) -> Result<PreviousHash, ParseError> {
    match reader.peek()? {
        Value::Number if reader.number()? == "1" => Ok(PreviousHash::One),
        Value::Text => match &*reader.text()? {
            "1" => Ok(PreviousHash::OneText),
            digits => Ok(PreviousHash::Hash(digits.parse()?)),
        },
        _ => Err(Reason::NotPreviousHash.into()),
    }
}
