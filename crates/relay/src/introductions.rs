//! How a relay learns that another one speaks now: it asks with a word that nobody has heard before, and the other
//! repeats it in a message of its own. What was recorded at the NATS server and is played again has another word.

use std::time::{Duration, Instant};

use protocol::{RateLimit, RateLimiter, Time};

use crate::random_id::random_id;

/// How often strangers of one room are asked.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How often this relay introduces itself in one room.
const ANSWERS: RateLimit = RateLimit {
    per_second: 4.0,
    burst: 16.0,
};

/// Introductions in one room.
pub struct Introductions {
    begin: Instant,
    word: Option<(String, Instant)>,
    asked: Option<Instant>,
    answers: RateLimiter,
}

impl Introductions {
    /// Nobody has been asked.
    pub fn new(now: Instant) -> Self {
        Self {
            begin: now,
            word: None,
            asked: None,
            answers: RateLimiter::new(ANSWERS),
        }
    }

    /// The word with which strangers are to be asked now, unless they were just a moment ago.
    pub fn ask(&mut self, now: Instant) -> Option<String> {
        if self
            .asked
            .is_some_and(|at| now.duration_since(at) < ASK_EVERY)
        {
            return None;
        }
        self.asked = Some(now);
        if self
            .word
            .as_ref()
            .is_none_or(|(_, since)| now.duration_since(*since) > ANSWER_WITHIN)
        {
            self.word = Some((random_id()?, now));
        }
        self.word.as_ref().map(|(word, _)| word.clone())
    }

    /// Whether this word was asked with, not long ago.
    pub fn is_answer(&self, word: &str, now: Instant) -> bool {
        let asked = self.word.as_ref();
        asked.is_some_and(|(asked, since)| {
            asked == word && now.duration_since(*since) <= ANSWER_WITHIN
        })
    }

    /// Answers that were given so far are worth nothing any more.
    pub fn renew(&mut self) {
        self.word = None;
        self.asked = None;
    }

    /// Whether this relay introduces itself now: not to whoever asks all the time.
    pub fn may_answer(&mut self, now: Instant) -> bool {
        let time = Time::from_micros(0) + now.duration_since(self.begin);
        self.answers.admit(time, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_the_word_of_now() {
        let begin = Instant::now();
        let at = |millis| begin + Duration::from_millis(millis);
        let mut introductions = Introductions::new(begin);
        assert!(!introductions.is_answer("", begin));
        let word = introductions.ask(at(0)).unwrap();
        assert_eq!(introductions.ask(at(499)), None, "not so soon");
        assert_eq!(introductions.ask(at(500)).as_ref(), Some(&word));
        assert!(introductions.is_answer(&word, at(10_000)));
        assert!(!introductions.is_answer("other", at(0)));
        assert!(!introductions.is_answer(&word, at(10_001)));
        let next = introductions.ask(at(10_001)).unwrap();
        assert_ne!(next, word);
        introductions.renew();
        assert!(!introductions.is_answer(&next, at(10_002)));
        assert!(introductions.ask(at(10_002)).is_some());
    }

    #[test]
    fn who_asks_all_the_time_is_not_always_answered() {
        let begin = Instant::now();
        let mut introductions = Introductions::new(begin);
        let answered = (0..1_000)
            .filter(|_| introductions.may_answer(begin))
            .count();
        assert_eq!(answered, 16);
        assert!(introductions.may_answer(begin + Duration::from_secs(1)));
    }
}
