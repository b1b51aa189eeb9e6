//! A chain's text, read block by block: a list of blocks, or the tutorial's answer that holds one; whole, or in pieces.

use std::fmt;
use std::iter;

use crate::block::Block;
use crate::format::Format;
use crate::json::{Reader, Value, behind};
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
/// use chain::Format;
///
/// let blocks = chain::parse_chain("[]", Format::TUTORIAL)?;
/// assert!(blocks.is_empty());
///
/// let answer = format!(r#"{{"chain": [{}], "length": 1}}"#, chain::Block::genesis().canonical());
/// assert_eq!(chain::parse_chain(&answer, Format::TUTORIAL)?, [chain::Block::genesis()]);
/// # Ok::<(), chain::ParseError>(())
/// ```
pub fn parse_chain(text: &str, format: Format) -> Result<Vec<Block>, ParseError> {
    Blocks::new(text, format)?.collect()
}

/// Reads a chain's text block by block, for a caller that must not be busy for long at a time. As [`parse_chain`] it checks the
/// form alone. Behind the first error there is nothing more.
///
/// ```
/// use chain::{Blocks, Chain, Format, Rules};
///
/// let text = Chain::new(Rules::default()).to_text();
/// let mut blocks = Blocks::new(text, Format::TUTORIAL)?;
/// assert_eq!(blocks.next().transpose()?.map(|block| block.index), Some(1));
/// assert!(blocks.next().is_none());
/// # Ok::<(), chain::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Blocks {
    text: ChainText,
    format: Format,
}

impl Blocks {
    /// Before the first block; an error where the text can't be a chain's at all.
    pub fn new(text: impl Into<String>, format: Format) -> Result<Blocks, ParseError> {
        let text = ChainText::whole(text.into())?;
        Ok(Blocks { text, format })
    }

    /// The same of a text that comes in pieces, wherever it was cut: of a long one, never more than a piece and a block
    /// are held.
    ///
    /// ```
    /// use chain::{Blocks, Chain, Format, Rules};
    ///
    /// let text = Chain::new(Rules::default()).to_text();
    /// let pieces: Vec<_> = text.split_inclusive(' ').map(String::from).collect();
    /// let blocks: Vec<_> = Blocks::in_pieces(pieces.into_iter(), Format::TUTORIAL)?.collect::<Result<_, _>>()?;
    /// assert_eq!(blocks, chain::parse_chain(&text, Format::TUTORIAL)?);
    /// # Ok::<(), chain::ParseError>(())
    /// ```
    pub fn in_pieces(
        pieces: impl Iterator<Item = String> + 'static,
        format: Format,
    ) -> Result<Blocks, ParseError> {
        let text = ChainText::start(pieces)?;
        Ok(Blocks { text, format })
    }
}

impl Iterator for Blocks {
    type Item = Result<Block, ParseError>;

    fn next(&mut self) -> Option<Result<Block, ParseError>> {
        let format = self.format;
        self.text.next(|reader| block(reader, format)).transpose()
    }
}

/// A chain's text, and how far it has been read.
pub(crate) struct ChainText {
    /// Where the rest of the text comes from. Boxed, as the page reads texts of several kinds with one reader.
    pieces: Box<dyn Iterator<Item = String>>,
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

impl ChainText {
    /// Before the first block.
    pub(crate) fn start(
        pieces: impl Iterator<Item = String> + 'static,
    ) -> Result<ChainText, ParseError> {
        ChainText::open(String::new(), false, Box::new(pieces))
    }

    /// The same of a text that is there as a whole.
    fn whole(text: String) -> Result<ChainText, ParseError> {
        ChainText::open(text, true, Box::new(iter::empty()))
    }

    /// Before the first block of a text that begins so; `whole` where no pieces come behind that.
    fn open(
        text: String,
        whole: bool,
        pieces: Box<dyn Iterator<Item = String>>,
    ) -> Result<ChainText, ParseError> {
        let mut text = ChainText {
            pieces,
            text,
            whole,
            at: 0,
            gone: (0, 0),
            blocks: 0,
            ended: false,
            answer: None,
        };
        let mut answer = None;
        text.read(&mut |reader, _| {
            answer = match reader.peek()? {
                Value::Array => None,
                Value::Object => Some(Answer::open(reader)?),
                _ => return Err(Reason::NotList.into()),
            };
            reader.require(b'[', "a list")
        })?;
        text.answer = answer;
        Ok(text)
    }

    /// Whether there is nothing more to read.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// What `read` makes of the next block; none behind the last one, where all of the text has been read. It is called
    /// again if the block turns out to go on in the next piece.
    pub(crate) fn next<T>(
        &mut self,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<T, ParseError>,
    ) -> Result<Option<T>, ParseError> {
        let mut block = None;
        self.advance(&mut |reader| {
            block = Some(read(reader)?);
            Ok(())
        })?;
        Ok(block)
    }

    // What follows is in the download once, whatever is made of the blocks.
    fn advance(
        &mut self,
        read: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        if self.ended {
            return Ok(());
        }
        let (blocks, answer) = (self.blocks, self.answer);
        let mut ended = false;
        self.read(&mut |reader, whole| {
            ended = reader.skip(b']');
            if ended {
                if let Some(answer) = answer {
                    answer.close(reader, blocks)?;
                }
                reader.end()?;
                return match whole {
                    true => Ok(()),
                    false => Err(reader.expected("the end of the text")),
                };
            }
            if blocks > 0 {
                reader.require(b',', "a comma or the list's end")?;
            }
            read(reader).map_err(|error| error.in_block(blocks + 1))
        })?;
        self.ended = ended;
        self.blocks += u64::from(!ended);
        Ok(())
    }

    /// Reads on, with as much of the text as that takes. `read` is told whether nothing comes behind what is there.
    fn read(
        &mut self,
        read: &mut dyn FnMut(&mut Reader<'_>, bool) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        loop {
            let mut reader = Reader::new(&self.text, self.at);
            let Err(error) = read(&mut reader, self.whole) else {
                self.at = reader.at();
                return Ok(());
            };
            if self.whole || reader.at() + MAX_ESCAPE <= self.text.len() {
                self.ended = true;
                let (lines, characters) = self.gone;
                return Err(error.behind(lines, characters));
            }
            self.lengthen();
        }
    }

    /// Takes the next pieces in place of what has been read: one, or as much again as a long block is there of already,
    /// so that it is not read again for each piece.
    fn lengthen(&mut self) {
        self.gone = behind(self.gone, &self.text[..self.at]);
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

impl fmt::Debug for ChainText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainText")
            .field("blocks", &self.blocks)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
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
        match !reader.skip(b'}') && answer.fields(reader, true)? {
            true => Ok(answer),
            // A missing chain is not a list either.
            false => Err(ParseError::from(Reason::NotList).within("chain")),
        }
    }

    /// Reads what stands behind the list of so many blocks.
    fn close(mut self, reader: &mut Reader<'_>, blocks: u64) -> Result<(), ParseError> {
        if !reader.skip(b'}') {
            reader.require(b',', "a comma or the object's end")?;
            self.fields(reader, false)?;
        }
        match present(self.length, "length")? {
            length if length == blocks => Ok(()),
            _ => Err(ParseError::from(Reason::OtherLength(blocks)).within("length")),
        }
    }

    /// Reads fields up to the end, or, if that is `wanted`, to the list of blocks: then it gives true.
    fn fields(&mut self, reader: &mut Reader<'_>, wanted: bool) -> Result<bool, ParseError> {
        loop {
            let name = reader.name()?;
            let read = match &*name {
                "chain" if !wanted => Err(Reason::Duplicate.into()),
                "chain" => match reader.peek()? {
                    Value::Array => return Ok(true),
                    _ => Err(Reason::NotList.into()),
                },
                "length" => once(&mut self.length, || natural(reader)),
                _ => Err(Reason::Unknown.into()),
            };
            read.map_err(|error: ParseError| error.within(&name))?;
            if reader.skip(b'}') {
                return Ok(false);
            }
            reader.require(b',', "a comma or the object's end")?;
        }
    }
}
