//! A scene alone, for a frame among slides: no head, no node, no other view.

use yew::prelude::*;

use super::{Place, SceneLinks, SceneView, use_place};
use crate::page::{hooks::use_theme, language::use_language, texts::t};

/// The scene that the address names, or the choice of one. It waits for Play.
#[component]
pub fn Embedded() -> Html {
    use_language();
    // The colours follow the system, or what was chosen on the page.
    use_theme();
    let place = use_place();
    html! {
        <main class="workshop embedded">
            <section class="workshop-view lab scene" data-testid="lab">
                if let Place::At(scene) = place {
                    <h1>{ t(scene.title) }</h1>
                    <SceneView {scene} begins={false} />
                } else {
                    <h1>{ t("scenes") }</h1>
                    <SceneLinks open={None} free={false} />
                }
            </section>
        </main>
    }
}
