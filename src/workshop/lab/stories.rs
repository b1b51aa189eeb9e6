//! What happened in the lab, in sentences: told aloud, too.

use yew::prelude::*;

use super::{
    news::{News, Story},
    wires::Site,
};
use crate::page::{
    language::use_language,
    refusals,
    texts::{t, t_args},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct StoriesProps {
    /// What happened last, newest first.
    pub news: Vec<News>,
    /// What the nodes are called.
    pub names: Vec<String>,
}

/// A few lines that keep their place whether or not there is something to tell.
#[component]
pub fn Stories(props: &StoriesProps) -> Html {
    use_language();
    html! {
        <div class="panel lab-stories">
            <h3 class="visually-hidden">{ t("events-title") }</h3>
            <div role="log" aria-label={t("events-title")} data-testid="lab-news">
            <ol>
                { for props.news.iter().map(|news| html! {
                    <li key={news.serial} class={matches!(news.story, Story::Fault { .. }).then_some("fault")}>
                        <span class="moment note">
                            { t_args("span-seconds", [("seconds", format!("{:.1}", news.at.as_secs_f64()).into())]) }
                        </span>
                        <span>{ sentence(&news.story, &props.names) }</span>
                    </li>
                }) }
            </ol>
            </div>
            if props.news.is_empty() {
                <p class="empty">{ t("lab-no-news") }</p>
            }
        </div>
    }
}

fn sentence(story: &Story, names: &[String]) -> String {
    let name = |site: &Site| names.get(*site).cloned().unwrap_or_default();
    match story {
        Story::Reorg {
            site,
            from,
            orphaned,
            adopted,
            returned,
        } => t_args(
            if *orphaned == 0 {
                "lab-news-grew"
            } else {
                "lab-news-reorg"
            },
            [
                ("name", name(site).into()),
                ("from", name(from).into()),
                ("orphaned", (*orphaned).into()),
                ("adopted", (*adopted).into()),
                ("returned", (*returned).into()),
            ],
        ),
        Story::Fault { site, who, what } => t_args(
            "lab-news-fault",
            [
                ("name", name(site).into()),
                ("who", name(who).into()),
                (
                    "what",
                    wording::clause(&refusals::peer(what)).to_owned().into(),
                ),
            ],
        ),
        Story::Split => t("lab-news-split"),
        Story::Healed => t("lab-news-healed"),
    }
}
