//! What happened in the lab, in sentences: told aloud, too.

use std::rc::Rc;

use sim::Site;
use yew::prelude::*;

use super::activity::{Activity, LogEntry};
use crate::page::{
    language::use_language,
    refusals,
    texts::{t, t_args},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct ActivityLogProps {
    /// What happened last, newest first.
    pub log: Vec<Rc<LogEntry>>,
    /// What the nodes are called.
    pub names: Vec<String>,
    /// Who plays the reorg with this serial again.
    pub play: Callback<u64>,
}

/// A few lines that keep their place whether or not there is something to tell.
#[component]
pub fn ActivityLog(props: &ActivityLogProps) -> Html {
    use_language();
    html! {
        <div class="panel lab-stories">
            <h3 class="visually-hidden">{ t("events-title") }</h3>
            <div role="log" aria-label={t("events-title")} data-testid="lab-news">
            <ol>
                { for props.log.iter().map(|entry| { let serial = entry.serial; html! {
                    <li key={entry.serial} class={matches!(entry.activity, Activity::Fault { .. }).then_some("fault")}>
                        <span class="moment note">
                            { t_args("span-seconds", [("seconds", format!("{:.1}", entry.at.as_secs_f64()).into())]) }
                        </span>
                        <span>
                            { sentence(&entry.activity, &props.names) }
                            if matches!(&entry.activity, Activity::Reorg { parted, .. } if !parted.given_up.is_empty()) {
                                <button
                                    class="plain"
                                    data-testid={format!("lab-play-{serial}")}
                                    onclick={props.play.reform(move |_| serial)}
                                >
                                    { t("theatre-again") }
                                </button>
                            }
                        </span>
                    </li>
                } }) }
            </ol>
            </div>
            if props.log.is_empty() {
                <p class="empty">{ t("lab-no-news") }</p>
            }
        </div>
    }
}

/// What happened, in a sentence.
pub fn sentence(activity: &Activity, names: &[String]) -> String {
    let name = |site: &Site| names.get(*site).cloned().unwrap_or_default();
    match activity {
        Activity::Reorg {
            site,
            from,
            orphaned,
            adopted,
            returned,
            ..
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
        Activity::Fault { site, who, what } => t_args(
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
        Activity::Split => t("lab-news-split"),
        Activity::Healed => t("lab-news-healed"),
    }
}
