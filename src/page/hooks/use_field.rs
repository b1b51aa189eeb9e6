//! One field of a form: what is typed in it, and what is wrong with that.

use std::ops::Deref;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::view::FieldError;

/// A text field. The browser keeps the text; this reads it when it is wanted.
#[derive(Clone, PartialEq)]
pub struct Field {
    /// To be given to the input element.
    pub input: NodeRef,
    error: UseStateHandle<Option<FieldError>>,
}

impl Field {
    /// What is typed now.
    pub fn text(&self) -> String {
        self.element()
            .map_or_else(String::new, |input| input.value())
    }

    /// Replaces what is typed.
    pub fn set_text(&self, text: &str) {
        if let Some(input) = self.element() {
            input.set_value(text);
        }
    }

    /// What is wrong with it.
    pub fn error(&self) -> Option<&FieldError> {
        self.error.deref().as_ref()
    }

    /// Says what is wrong with it and brings the person there.
    pub fn refuse(&self, error: FieldError) {
        self.error.set(Some(error));
        self.focus();
    }

    /// Nothing is wrong with it any more.
    pub fn accept(&self) {
        self.error.set(None);
    }

    /// Moves the focus there.
    pub fn focus(&self) {
        if let Some(input) = self.element() {
            // An element that can't take the focus loses nothing.
            let _ = input.focus();
        }
    }

    fn element(&self) -> Option<HtmlInputElement> {
        self.input.cast()
    }
}

/// A field that starts with `initial`, and takes it over again whenever it changes, unless something else
/// was typed.
#[hook]
pub fn use_field(initial: &str) -> Field {
    let field = Field {
        input: use_node_ref(),
        error: use_state(|| None),
    };
    let before = use_mut_ref(String::new);
    {
        let field = field.clone();
        use_effect_with(initial.to_owned(), move |initial| {
            if field.text() == before.replace(initial.clone()) {
                field.set_text(initial);
            }
        });
    }
    field
}
