//! From JSON text to transactions and blocks. What the format does not have is refused, with the place.

use std::borrow::Cow;

use crate::block::{Block, PreviousHash};
use crate::json::{Reader, Value};
use crate::number::{Number, NumberError};
use crate::parse_error::{ParseError, Reason};
use crate::transaction::Transaction;

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
pub(crate) fn block(reader: &mut Reader<'_>) -> Result<Block, ParseError> {
    let (mut index, mut timestamp, mut transactions) = (None, None, None);
    let (mut proof, mut previous_hash) = (None, None);
    object(reader, |reader, name| match name {
        "index" => once(&mut index, || self::index(reader)),
        "timestamp" => once(&mut timestamp, || number(reader)),
        "transactions" => once(&mut transactions, || list(reader, transaction)),
        "proof" => once(&mut proof, || natural(reader)),
        "previous_hash" => once(&mut previous_hash, || self::previous_hash(reader)),
        _ => Err(Reason::Unknown.into()),
    })?;
    Ok(Block {
        index: present(index, "index")?,
        timestamp: present(timestamp, "timestamp")?,
        transactions: present(transactions, "transactions")?,
        proof: present(proof, "proof")?,
        previous_hash: present(previous_hash, "previous_hash")?,
    })
}

/// Reads a transaction.
pub(crate) fn transaction(reader: &mut Reader<'_>) -> Result<Transaction, ParseError> {
    let (mut sender, mut recipient, mut amount) = (None, None, None);
    object(reader, |reader, name| match name {
        "sender" => once(&mut sender, || text(reader)),
        "recipient" => once(&mut recipient, || text(reader)),
        "amount" => once(&mut amount, || number(reader)),
        _ => Err(Reason::Unknown.into()),
    })?;
    Ok(Transaction {
        sender: present(sender, "sender")?.into_owned(),
        recipient: present(recipient, "recipient")?.into_owned(),
        amount: present(amount, "amount")?,
    })
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
