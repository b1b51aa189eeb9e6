//! The view of this tab's node: what it does on the left, the chain in the middle, the others on the right.

use std::rc::Rc;

use client::{StorageFault, is_luck};
use yew::prelude::*;

use super::{
    Activities, Answer, Chain, EarlierNodes, Mining, Nodes, Pay, RulesForm, Transact,
    first_minute::use_first_minute, resolve,
};
use crate::page::{
    bits,
    known::known,
    language::use_language,
    texts::t,
    verdict::verdict,
    view::{StorageView, View, Wish},
};

#[derive(Properties)]
pub struct NodeViewProps {
    pub view: Rc<View>,
    /// Whether another view is shown. This one is kept then, with what is typed in it.
    pub hidden: bool,
    /// How many of the browser's turns have passed since the first drawing: which of the [`bits`] are drawn.
    pub turns: u8,
    /// Whether the relay can't be reached.
    pub lost: bool,
    /// The serials of the activities that can be played again.
    pub played: Vec<u64>,
    /// Who plays them.
    pub play: Callback<u64>,
    pub wish: Callback<Wish>,
}

impl PartialEq for NodeViewProps {
    /// While it is hidden it is not drawn again.
    fn eq(&self, other: &Self) -> bool {
        let same = || {
            self.turns == other.turns
                && self.lost == other.lost
                && self.view == other.view
                && self.played == other.played
                && self.wish == other.wish
        };
        self.hidden == other.hidden && (self.hidden || same())
    }
}

#[component]
pub fn NodeView(props: &NodeViewProps) -> Html {
    use_language();
    let NodeViewProps {
        view,
        hidden,
        turns,
        lost,
        played,
        play,
        wish,
    } = props;
    let (hidden, turns, lost) = (*hidden, *turns, *lost);
    let registered = view.peers.iter().filter(|peer| peer.registered).count();
    // One thing to press first: the next block, or else the longer chain that somebody has.
    let behind = view
        .peers
        .iter()
        .any(|peer| peer.registered && !peer.other_rules && peer.length > Some(view.length));
    let first_minute = use_first_minute(view, behind, hidden);
    let by_work = view.pace.is_some();
    let verdict = view
        .response
        .as_ref()
        .and_then(|response| verdict(&response.report, &view.peers, by_work));
    html! {
        <>
        { first_minute }
        <main {hidden}>
            <div class="column deeds" role="group" aria-label={t("deeds")}>
                if view.light {
                    <p class="panel note" data-testid="light">{ t("light-node") }</p>
                } else {
                    <Mining
                        next={view.length + 1}
                        first={!behind}
                        expected={view.expected}
                        luck={is_luck(view.rules.proof, view.length + 1)}
                        mines={view.mines}
                        mining={view.mining.clone()}
                        workers={view.workers}
                        max_workers={view.max_workers}
                        speed={view.speed}
                        keep_mining={view.keep_mining}
                        {hidden}
                        wish={wish.clone()}
                    />
                }
                if turns >= bits::TRANSACTIONS {
                    if let Some(money) = &view.money {
                        <Pay money={money.clone()} light={view.light} known={known(view)} wish={wish.clone()} />
                    } else {
                        <Transact wish={wish.clone()} />
                    }
                }
                if turns >= bits::RULES {
                    <RulesForm
                        rules={view.rules}
                        speed={view.speed}
                        changeable={view.rules_changeable.clone()}
                        before={view.rules_before}
                        new_room={view.new_room.clone()}
                        wish={wish.clone()}
                    />
                }
            </div>
            <div class="column others" role="group" aria-label={t("others")}>
                if turns >= bits::RULES {
                    { resolve(registered, behind, view.resolving, verdict, wish) }
                    <Nodes
                        peers={view.peers.clone()}
                        auto_register={view.auto_register}
                        {lost}
                        wish={wish.clone()}
                    />
                }
                if turns >= bits::SAID {
                    if let Some(relay) = &view.relay {
                        { super::relay(relay) }
                    }
                    <Answer response={view.response.clone()} peers={view.peers.clone()} {by_work} />
                    <Activities activities={view.activities.clone()} played={played.clone()} play={play.clone()} />
                    if !view.earlier_nodes.is_empty() || !is_refused(&view.storage) {
                        <EarlierNodes
                            nodes={view.earlier_nodes.clone()}
                            room={view.room.clone()}
                            wish={wish.clone()}
                        />
                    }
                }
            </div>
            // Last, as it has no end: on a phone everything else comes before it.
            if turns >= bits::CHAIN {
                <Chain view={view.clone()} wish={wish.clone()} />
            }
        </main>
        </>
    }
}

/// Whether the browser stores nothing, so that there is nothing to be forgotten.
fn is_refused(storage: &StorageView) -> bool {
    matches!(storage, StorageView::NotKept(StorageFault::Refused(_)))
}
