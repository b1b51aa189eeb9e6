//! A chain's text, read block by block: a list of blocks, or the tutorial's answer that holds one; whole, or in pieces.

use std::iter::{self, Once};

use crate::block::Block;
use crate::json::{Reader, Value};
use crate::parse::{block, natural, once, present};
use crate::parse_error::{ParseError, Reason};

/// Reads a chain's text: a JSON list of blocks, or the object in which the tutorial's nodes answer `GET /chain`, with
/// such a list in `chain` and the number of its blocks in `length`. It checks the form alone: whether the blocks make a
/// chain is for [`Chain::validate`](crate::Chain::validate) to say.
///
/// What it takes of memory is a small multiple of the text's length, whatever the text holds: bound the text, and all is
/// bounded.
///
/// ```
/// let blocks = chain::parse_chain("[]")?;
/// assert!(blocks.is_empty());
///
/// let answer = format!(r#"{{"chain": [{}], "length": 1}}"#, chain::Block::genesis().canonical());
/// assert_eq!(chain::parse_chain(&answer)?, [chain::Block::genesis()]);
/// # Ok::<(), chain::ParseError>(())
/// ```
pub fn parse_chain(text: &str) -> Result<Vec<Block>, ParseError> {
    Blocks::new(text)?.collect()
}

/// Reads a chain's text block by block, for whoever must not be busy for long at a time. As [`parse_chain`] it checks the
/// form alone. Behind the first error there is nothing more.
///
/// ```
/// use chain::{Blocks, Chain, Rules};
///
/// let text = Chain::new(Rules::default()).to_text();
/// let mut blocks = Blocks::new(text)?;
/// assert_eq!(blocks.next().transpose()?.map(|block| block.index), Some(1));
/// assert!(blocks.next().is_none());
/// # Ok::<(), chain::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Blocks<P = Once<String>>(ChainText<P>);

impl Blocks {
    /// Before the first block; an error where the text can't be a chain's at all.
    pub fn new(text: impl Into<String>) -> Result<Blocks, ParseError> {
        Blocks::in_pieces(iter::once(text.into()))
    }
}

impl<P: Iterator<Item = String>> Blocks<P> {
    /// The same of a text that comes in pieces, wherever it was cut: of a long one, never more than a piece and a block
    /// are held.
    ///
    /// ```
    /// use chain::{Blocks, Chain, Rules};
    ///
    /// let text = Chain::new(Rules::default()).to_text();
    /// let pieces = text.chars().map(String::from);
    /// let blocks: Vec<_> = Blocks::in_pieces(pieces)?.collect::<Result<_, _>>()?;
    /// assert_eq!(blocks, chain::parse_chain(&text)?);
    /// # Ok::<(), chain::ParseError>(())
    /// ```
    pub fn in_pieces(pieces: P) -> Result<Blocks<P>, ParseError> {
        ChainText::start(pieces).map(Blocks)
    }
}

impl<P: Iterator<Item = String>> Iterator for Blocks<P> {
    type Item = Result<Block, ParseError>;

    fn next(&mut self) -> Option<Result<Block, ParseError>> {
        self.0.next(block).transpose()
    }
}

/// A chain's text, and how far it has been read.
#[derive(Debug)]
pub(crate) struct ChainText<P> {
    /// Where the rest of the text comes from.
    pieces: P,
    /// What is there of the text, without what was read before the last piece came.
    text: String,
    /// Whether there are no more pieces.
    whole: bool,
    /// How far `text` has been read.
    at: usize,
    /// How many lines are gone from before `text`, and how many characters of the line in which it begins.
    gone: (usize, usize),
    blocks: u64,
    ended: bool,
    /// What the list of blocks is a part of, if it is.
    answer: Option<Answer>,
}

impl<P: Iterator<Item = String>> ChainText<P> {
    /// Before the first block.
    pub(crate) fn start(pieces: P) -> Result<ChainText<P>, ParseError> {
        let mut text = ChainText {
            pieces,
            text: String::new(),
            whole: false,
            at: 0,
            gone: (0, 0),
            blocks: 0,
            ended: false,
            answer: None,
        };
        text.answer = text.read(|reader, _| {
            let answer = match reader.peek()? {
                Value::Array => None,
                Value::Object => Some(Answer::open(reader)?),
                _ => return Err(Reason::NotChain.into()),
            };
            reader.require(b'[', "a list")?;
            Ok(answer)
        })?;
        Ok(text)
    }

    /// Whether there is nothing more to read.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// What `read` makes of the next block; none behind the last one, where all of the text has been read. It is called
    /// anew where the block turns out to go on in the next piece.
    pub(crate) fn next<T>(
        &mut self,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<T, ParseError>,
    ) -> Result<Option<T>, ParseError> {
        if self.ended {
            return Ok(None);
        }
        let (blocks, answer) = (self.blocks, self.answer);
        let next = self.read(|reader, whole| {
            if reader.skip(b']') {
                if let Some(answer) = answer {
                    answer.close(reader, blocks)?;
                }
                reader.end()?;
                return match whole {
                    true => Ok(None),
                    false => Err(reader.expected("the end of the text")),
                };
            }
            if blocks > 0 {
                reader.require(b',', "a comma or the list's end")?;
            }
            let block = read(reader).map_err(|error| error.in_block(blocks + 1))?;
            Ok(Some(block))
        })?;
        self.blocks += u64::from(next.is_some());
        self.ended = next.is_none();
        Ok(next)
    }

    /// Reads on, with as much of the text as that takes. `read` is told whether nothing comes behind what is there.
    fn read<T>(
        &mut self,
        mut read: impl FnMut(&mut Reader<'_>, bool) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        loop {
            let mut reader = Reader::new(&self.text, self.at);
            match read(&mut reader, self.whole) {
                Ok(value) => {
                    self.at = reader.at();
                    return Ok(value);
                }
                Err(_) if !self.whole && reader.at() + MAX_ESCAPE > self.text.len() => {
                    self.lengthen();
                }
                Err(error) => {
                    self.ended = true;
                    let (lines, characters) = self.gone;
                    return Err(error.behind(lines, characters));
                }
            }
        }
    }

    /// Takes the next pieces in place of what has been read: one, or as much again as a long block is there of already,
    /// so that it is not read anew once a piece.
    fn lengthen(&mut self) {
        let read = &self.text[..self.at];
        let (lines, characters) = &mut self.gone;
        match read.rfind('\n') {
            Some(newline) => {
                *lines += read.bytes().filter(|&byte| byte == b'\n').count();
                *characters = read[newline + 1..].chars().count();
            }
            None => *characters += read.chars().count(),
        }
        self.text.drain(..self.at);
        self.at = 0;
        let enough = 2 * self.text.len();
        while !self.whole {
            match self.pieces.next() {
                Some(piece) => self.text.push_str(&piece),
                None => self.whole = true,
            }
            if self.text.len() > enough {
                break;
            }
        }
    }
}

/// What was cut seems to be wrong where it was cut, or within an escape, `\uXXXX`, before that.
const MAX_ESCAPE: usize = 6;

/// The object in which the tutorial's nodes answer `GET /chain`. Its fields may come in any order.
#[derive(Clone, Copy, Debug, Default)]
struct Answer {
    length: Option<u64>,
}

impl Answer {
    /// Reads up to the list of blocks.
    fn open(reader: &mut Reader<'_>) -> Result<Answer, ParseError> {
        let mut answer = Answer::default();
        reader.require(b'{', "an object")?;
        if reader.skip(b'}') {
            return Err(Reason::NotChain.into());
        }
        loop {
            let name = reader.name()?;
            if name == "chain" {
                return match reader.peek()? {
                    Value::Array => Ok(answer),
                    _ => Err(ParseError::from(Reason::NotList).within("chain")),
                };
            }
            answer.field(reader, &name)?;
            if reader.skip(b'}') {
                return Err(Reason::NotChain.into());
            }
            reader.require(b',', "a comma or the object's end")?;
        }
    }

    /// Reads what stands behind the list of so many blocks.
    fn close(mut self, reader: &mut Reader<'_>, blocks: u64) -> Result<(), ParseError> {
        while !reader.skip(b'}') {
            reader.require(b',', "a comma or the object's end")?;
            let name = reader.name()?;
            self.field(reader, &name)?;
        }
        match present(self.length, "length")? {
            length if length == blocks => Ok(()),
            _ => Err(ParseError::from(Reason::OtherLength(blocks)).within("length")),
        }
    }

    fn field(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), ParseError> {
        let read = match name {
            "length" => once(&mut self.length, || natural(reader)),
            // The first one is not read as a field.
            "chain" => Err(Reason::Duplicate.into()),
            _ => Err(Reason::Unknown.into()),
        };
        read.map_err(|error| error.within(name))
    }
}
