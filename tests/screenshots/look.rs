//! The looks of the page: a size, a theme and a language.

use browser_tests::Tab;
use serde_json::json;

pub const LAPTOP: (u32, u32) = (1280, 800);
pub const PHONE: (u32, u32) = (390, 844);
const PROJECTOR: (u32, u32) = (1920, 1080);

/// How the page is looked at.
pub struct Look {
    /// What it is called in the names of files.
    pub name: &'static str,
    /// Of the window, in CSS pixels.
    pub size: (u32, u32),
    theme: &'static str,
    language: &'static str,
}

impl Look {
    const fn new(
        name: &'static str,
        size: (u32, u32),
        theme: &'static str,
        language: &'static str,
    ) -> Self {
        Self {
            name,
            size,
            theme,
            language,
        }
    }

    /// Has the page look so. The choices are there in every view, but on the stage and behind folds nobody sees them.
    pub async fn put_on(&self, tab: &Tab) {
        tab.resize(self.size).await;
        for choice in [self.theme, self.language] {
            tab.eval(&format!(
                "document.querySelector('[data-testid={choice}]').click()"
            ))
            .await;
        }
        let language = self.language.trim_start_matches("language-");
        tab.until_is(
            "the language is spoken",
            "document.documentElement.lang",
            json!(language),
        )
        .await;
    }
}

/// The looks of a contact sheet.
pub const LOOKS: [Look; 5] = [
    Look::new("laptop", LAPTOP, "theme-light", "language-en"),
    Look::new(
        "laptop-dark-chinese",
        LAPTOP,
        "theme-dark",
        "language-zh-CN",
    ),
    Look::new("projector", PROJECTOR, "theme-projector", "language-en"),
    Look::new("phone", PHONE, "theme-light", "language-en"),
    Look::new("phone-dark-chinese", PHONE, "theme-dark", "language-zh-CN"),
];
