//! The chain as a thin ribbon in the head of every view: what is pending at one end, then the newest blocks, and above each the
//! nodes whose last block it is.

use chain::Hash;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{face::face, hash::mark_of};
use crate::page::{
    animate::animate,
    focus::{focus_at, lead_along},
    hooks::{SLIDE, wants_less},
    language::use_language,
    mark,
    route::{Route, Screen},
    texts::{t, t_args},
    view::{PeerView, Window, Wish},
    wording,
};

/// The most faces above a block; the others are a number.
const MAX_FACES: usize = 3;

/// Where another node's chain ends.
#[derive(Clone, PartialEq)]
pub struct Tip {
    address: String,
    name: String,
    length: u64,
    hash: Hash,
}

/// Where the chains of the others end, as far as they were heard and play by the room's rules.
pub fn tips(peers: &[PeerView]) -> Vec<Tip> {
    let of = |peer: &PeerView| {
        Some(Tip {
            address: peer.address.to_string(),
            name: peer
                .name
                .clone()
                .unwrap_or_else(|| peer.address.to_string()),
            length: peer.length?,
            hash: peer.tip.filter(|_| !peer.other_rules)?,
        })
    };
    peers.iter().filter_map(of).collect()
}

#[derive(PartialEq, Properties)]
pub struct RibbonProps {
    /// The length of the chain, in blocks.
    pub length: u64,
    /// How many transactions are pending.
    pub pending: usize,
    /// The newest blocks, by descending index.
    pub blocks: Vec<(u64, Hash)>,
    /// The others.
    pub tips: Vec<Tip>,
    /// The indices of the first and the last block that the node's view shows; `None` while it is hidden.
    pub drawn: Option<(u64, u64)>,
    /// Where the person is.
    pub route: Route,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// A row of links to the blocks; the arrow keys lead along it.
#[component]
pub fn Ribbon(props: &RibbonProps) -> Html {
    use_language();
    let RibbonProps { length, drawn, .. } = *props;
    let list = use_node_ref();
    use_push(&list, &props.blocks);
    let sought = use_state(|| None);
    {
        let sought = sought.clone();
        use_effect_with((*sought, drawn), move |&(index, drawn)| {
            if let (Some(index), Some((first, last))) = (index, drawn)
                && (first..=last).contains(&index)
            {
                focus_at(&format!("unfold-{index}"));
                sought.set(None);
            }
        });
    }
    let seek = |index: u64| {
        let (sought, wish) = (sought.clone(), props.wish.clone());
        Callback::from(move |_: MouseEvent| {
            wish.emit(Wish::ShowBlocks(Window::Around(index)));
            sought.set(Some(index));
        })
    };
    let href = props.route.at(Screen::Node).fragment();
    let elsewhere = props.tips.iter();
    let elsewhere = elsewhere.filter(|tip| props.blocks.iter().all(|(_, hash)| *hash != tip.hash));
    let elsewhere: Vec<_> = elsewhere.collect();
    let block = |&(index, hash): &(u64, Hash)| {
        let here: Vec<_> = props.tips.iter().filter(|tip| tip.hash == hash).collect();
        let label = t_args("block", [("index", index.to_string().into())]);
        let label = match here.is_empty() {
            true => label,
            false => t_args(
                "ribbon-tip",
                [("block", label.into()), ("who", names(&here).into())],
            ),
        };
        html! {
            <li key={hash.to_string()} class={mark::colour_class(&hash)}>
                { pins(&here) }
                <a
                    href={href.clone()}
                    tabindex="-1"
                    title={label.clone()}
                    aria-label={label}
                    data-testid={format!("ribbon-{index}")}
                    onclick={seek(index)}
                >
                    { mark_of(&hash) }{ index }
                </a>
            </li>
        }
    };
    let pending = t_args("ribbon-pending", [("count", props.pending.into())]);
    html! {
        <section class="ribbon" aria-label={t("ribbon")} onkeydown={Callback::from(|event| lead_along(&event, ".ribbon", "a"))}>
            <p class="length">
                <span class="visually-hidden">{ t("chain-length") }</span>
                <output data-testid="chain-length">{ length }</output>
                <span class="aside">{ t_args("ribbon-blocks", [("count", length.into())]) }</span>
            </p>
            if !elsewhere.is_empty() {
                <p class="elsewhere-tips" title={apart(&elsewhere)} data-testid="ribbon-elsewhere">
                    { pins(&elsewhere) }
                    <span class="visually-hidden">{ apart(&elsewhere) }</span>
                </p>
            }
            <a class="pool" href={href.clone()} title={pending} data-testid="ribbon-mempool" onclick={seek(length)}>
                <span class="visually-hidden">{ t("mempool-title") }</span>
                { props.pending }
            </a>
            <div class="run"><ol ref={list}>{ for props.blocks.iter().map(block) }</ol></div>
        </section>
    }
}

/// The faces of nodes, for eyes only.
fn pins(tips: &[&Tip]) -> Html {
    let more = tips.len().saturating_sub(MAX_FACES);
    html! {
        if !tips.is_empty() {
            <span class="pins" aria-hidden="true">
                { for tips.iter().take(MAX_FACES).map(|tip| face(&tip.address, &tip.name)) }
                if more > 0 {
                    { format!("+{more}") }
                }
            </span>
        }
    }
}

fn names(tips: &[&Tip]) -> String {
    wording::list(tips.iter().map(|tip| tip.name.clone()))
}

/// Who is at blocks that are not in the ribbon, and how long their chains are.
fn apart(tips: &[&Tip]) -> String {
    let each = tips.iter().map(|tip| {
        t_args(
            "ribbon-length",
            [
                ("who", tip.name.clone().into()),
                ("length", tip.length.to_string().into()),
            ],
        )
    });
    t_args("ribbon-elsewhere", [("who", wording::list(each).into())])
}

/// Has blocks that come push on those that were there: they are laid out at their new places at once, and drawn from where the
/// old ones were.
#[hook]
fn use_push(list: &NodeRef, blocks: &[(u64, Hash)]) {
    let before = use_mut_ref(|| None);
    let old = before.replace(blocks.first().map(|(_, hash)| *hash));
    let come = blocks.iter().position(|(_, hash)| Some(*hash) == old);
    let Some(come) = come.filter(|&come| come > 0) else {
        return;
    };
    let list = list.clone();
    // In the task in which the list is drawn: in a later one the browser may count a jump.
    spawn_local(async move {
        let Some(list) = list.cast::<HtmlElement>().filter(|_| !wants_less()) else {
            return;
        };
        let place = |at: usize| {
            let child = list.children().item(at as u32)?;
            Some(child.dyn_into::<HtmlElement>().ok()?.offset_left())
        };
        if let (Some(new), Some(old)) = (place(0), place(come)) {
            let keyframes = format!(r#"{{"transform":["translateX({}px)","none"]}}"#, new - old);
            // Where it fails, the blocks are at their new places at once.
            let _ = animate(&list, &keyframes, SLIDE);
        }
    });
}
