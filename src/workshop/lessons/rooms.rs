//! The way back from a lesson's own room: some lessons lead into rooms that nobody else is in, and the lessons after
//! them should not stay there.

use web_sys::{Storage, window};

/// Where it is kept, for this tab alone.
const KEY: &str = "tabchain-rooms";

/// Where the learner came from, and the last room that a lesson led into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rooms {
    home: Option<String>,
    own: Option<String>,
}

impl Rooms {
    /// What this tab has kept; nothing where the browser keeps nothing.
    pub fn kept() -> Self {
        let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        let mut words = text.as_deref().unwrap_or_default().split(' ');
        let mut word = || words.next().filter(|word| !word.is_empty());
        Self {
            home: word().map(str::to_owned),
            own: word().map(str::to_owned),
        }
    }

    /// Keeps it. Where the browser keeps nothing, no way back is shown.
    pub fn keep(&self) {
        if let (Some(storage), Some(home)) = (storage(), &self.home) {
            let own = self.own.as_deref().unwrap_or_default();
            // As above: a full or forbidden storage costs no more than that.
            let _ = storage.set_item(KEY, &format!("{home} {own}"));
        }
    }

    /// A lesson is open in a room; `leads_away` if it is one that leads into rooms of its own.
    pub fn entered(self, room: &str, leads_away: bool) -> Self {
        let is = |known: &Option<String>| known.as_deref() == Some(room);
        if is(&self.home) || is(&self.own) {
            self
        } else if leads_away && self.home.is_some() {
            Self {
                own: Some(room.to_owned()),
                ..self
            }
        } else {
            Self {
                home: Some(room.to_owned()),
                own: None,
            }
        }
    }

    /// The room to go back to from a room that a lesson led into.
    pub fn way_back(&self, room: &str) -> Option<&str> {
        self.home
            .as_deref()
            .filter(|_| self.own.as_deref() == Some(room))
    }
}

fn storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_back_from_the_last_room_that_a_lesson_led_into() {
        let rooms = Rooms::default().entered("class", false);
        assert_eq!(rooms.way_back("class"), None);
        // Lesson 4 is opened in the class's room, and leads into two rooms, one after the other.
        let rooms = rooms.entered("class", true);
        assert_eq!(rooms.way_back("class"), None);
        let rooms = rooms.entered("room-1", true).entered("room-2", true);
        let rooms = rooms.entered("room-2", false);
        assert_eq!(rooms.way_back("room-2"), Some("class"));
        assert_eq!(rooms.entered("class", false).way_back("class"), None);
    }

    #[test]
    fn a_room_that_one_chose_is_left_by_no_lesson() {
        let rooms = Rooms::default()
            .entered("class", false)
            .entered("bench-3", false);
        assert_eq!(rooms.way_back("bench-3"), None);
        // A link to lesson 4 leads straight there.
        let rooms = Rooms::default().entered("homework", true);
        assert_eq!(rooms.way_back("homework"), None);
        let rooms = rooms.entered("room-1", true);
        assert_eq!(rooms.way_back("room-1"), Some("homework"));
    }
}
