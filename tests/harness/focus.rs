//! Where the focus is, and whether a person could tell.

use serde_json::Value;

use crate::{Key, Tab};

/// More presses of the Tab key than the page has places to stop at.
const STOPS: usize = 400;

/// Tells what has the focus (its test id, or else its tag and text; `null` for nothing), and what hinders a person to
/// see that.
const FOCUS: &str = r#"(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { name: null, fault: null };
    const name = element.dataset.testid ?? `${element.tagName} ${element.textContent.slice(0, 40)}`;
    const style = getComputedStyle(element);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return { name, fault: 'it has no outline' };
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return { name, fault: 'it is invisible' };
    const box = [...element.getClientRects()][0] ?? element.getBoundingClientRect();
    const within = (least, most, end) => (Math.max(least, 0) + Math.min(most, end)) / 2;
    const x = within(box.left, box.right, document.documentElement.clientWidth);
    const y = within(box.top, box.bottom, document.documentElement.clientHeight);
    const hit = document.elementFromPoint(x, y);
    const same = hit && (element.contains(hit) || hit.contains(element) || hit.closest('label')?.control === element);
    return { name, fault: same ? null : `it is covered by ${hit?.outerHTML.slice(0, 100)}` };
})()"#;

/// Everything that a key may be needed for: one of the buttons of a choice stands for all.
const STOPPABLE: &str = r#"[...document.querySelectorAll('a[href], button, input, select, summary, textarea, [tabindex]')]
    .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility())
    .filter((element) => element.type !== 'radio' || element.checked)"#;

impl Tab {
    /// The name of what has the focus.
    ///
    /// # Panics
    /// When one can't see that it has it.
    pub async fn focus(&self) -> Option<String> {
        // An engine may scroll to it a moment later.
        let focus = self
            .until("the focus is seen", async |tab| {
                let focus = tab.eval(FOCUS).await;
                match focus["fault"].is_null() {
                    true => Ok(focus),
                    false => Err(focus.to_string()),
                }
            })
            .await;
        focus["name"].as_str().map(str::to_owned)
    }

    /// Presses the Tab key until an element has the focus.
    ///
    /// # Panics
    /// When the focus has gone all around without coming to it, or couldn't be seen on its way.
    pub async fn tab_to(&self, id: &str) {
        // It may be there by a click, which draws no outline.
        if self.eval(FOCUS).await["name"] == id {
            return;
        }
        for _ in 0..STOPS {
            self.press(Key::Tab).await;
            if self.focus().await.as_deref() == Some(id) {
                return;
            }
        }
        panic!("{id} can't be reached by the Tab key");
    }

    /// Goes to an element by the Tab key and presses Enter.
    pub async fn enter(&self, id: &str) {
        self.tab_to(id).await;
        self.press(Key::Enter).await;
    }

    /// Goes all around the page by the Tab key; what was not reached, though one can do something there.
    ///
    /// # Panics
    /// When the focus does not come back to where it began, or couldn't be seen on its way.
    pub async fn unreached(&self) -> Vec<String> {
        self.eval("void (window.stops = new Set())").await;
        let again = "(() => {
            const element = document.activeElement;
            const again = window.stops.has(element);
            window.stops.add(element);
            return again && window.stops.size > 1;
        })()";
        let mut way = Vec::new();
        for _ in 0..STOPS {
            self.press(Key::Tab).await;
            let mut focus = self.focus().await;
            if focus.is_none() {
                self.enter_again().await;
                focus = self.focus().await;
            }
            way.push(focus.clone().unwrap_or_default());
            if focus.is_none() {
                continue;
            }
            if self.eval(again).await == true {
                let left = format!(
                    "{STOPPABLE}.filter((element) => !window.stops.has(element))
                        .map((element) => element.dataset.testid ?? element.outerHTML.slice(0, 100))"
                );
                let left = self.eval(&left).await;
                let left = left.as_array().into_iter().flatten();
                return left.filter_map(Value::as_str).map(str::to_owned).collect();
            }
        }
        let last = &way[way.len() - 50..];
        panic!("the focus does not come round by the Tab key; its last stops: {last:?}");
    }
}
