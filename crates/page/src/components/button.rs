use maud::{Markup, html};

use super::{
    Attributes, Content, IconName,
    element::{Element, classes, either, when},
    icon,
};

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum ButtonVariant {
    /// Green: the one thing to do on the page.
    #[default]
    Primary,
    /// Outlined: everything else.
    Secondary,
    /// Outlined on a filled ground.
    SecondarySolid,
    /// White, for dark grounds.
    Reverse,
    /// Red: what cannot be undone.
    Warning,
    /// Blue, of the NHS brand.
    Brand,
    /// The button of a sign-in page.
    Login,
}

impl ButtonVariant {
    const fn class(self) -> &'static str {
        match self {
            ButtonVariant::Primary => "",
            ButtonVariant::Secondary => "nhsuk-button--secondary",
            ButtonVariant::SecondarySolid => "nhsuk-button--secondary-solid",
            ButtonVariant::Reverse => "nhsuk-button--reverse",
            ButtonVariant::Warning => "nhsuk-button--warning",
            ButtonVariant::Brand => "nhsuk-button--brand",
            ButtonVariant::Login => "nhsuk-button--login",
        }
    }
}

/// The icon of a button.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(test, derive(serde::Deserialize), serde(deny_unknown_fields))]
pub struct ButtonIcon {
    /// Which.
    pub name: IconName,
    /// Before (`Start`) or after (`End`) the text.
    pub placement: super::Placement,
}

/// A button, or a link that looks like one.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Button {
    /// What it says: a verb.
    pub text: Content,
    /// Makes it a link.
    pub href: String,
    /// How loud it is.
    pub variant: ButtonVariant,
    /// Smaller.
    pub small: bool,
    /// Its icon.
    pub icon: Option<ButtonIcon>,
    /// `submit` when not given.
    #[cfg_attr(test, serde(rename = "type"))]
    pub type_: String,
    /// The name it is sent under.
    pub name: String,
    /// What is sent.
    pub value: String,
    /// Whether it cannot be pressed. Say why beside it, or better: leave it out.
    pub disabled: bool,
    /// Ignores a second press straight after the first.
    pub prevent_double_click: Option<bool>,
    /// What those who listen hear instead of the text.
    pub aria_label: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Button {
    /// The one thing to do on a page, sent once.
    pub fn submit(text: impl Into<Content>) -> Self {
        Button { text: text.into(), prevent_double_click: Some(true), ..Button::default() }
    }

    /// A quieter button.
    pub fn secondary(text: impl Into<Content>) -> Self {
        Button { variant: ButtonVariant::Secondary, ..Button::submit(text) }
    }

    /// A button for what cannot be undone.
    pub fn warning(text: impl Into<Content>) -> Self {
        Button { variant: ButtonVariant::Warning, ..Button::submit(text) }
    }

    /// A link that looks like a button, because it starts something.
    pub fn link(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Button { text: text.into(), href: href.into(), ..Button::default() }
    }

    /// Sends this name and value when pressed.
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = name.into();
        self.value = value.into();
        self
    }

    /// Smaller, for use in tables and lists.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }
}

/// A button, or a link that looks like one.
pub fn button(button: &Button) -> Markup {
    let class = classes([
        "nhsuk-button",
        button.variant.class(),
        when(button.icon.is_some(), "nhsuk-button--icon"),
        when(button.small, "nhsuk-button--small"),
        &button.classes,
    ]);
    let link = !button.href.is_empty() && button.type_.is_empty();
    let mut element = Element::new(if link { "a" } else { "button" }).attr("class", &class).some("id", &button.id);
    if !link {
        element = element.some("name", &button.name);
    }
    element =
        element.attr("data-module", "nhsuk-button").decided("data-prevent-double-click", button.prevent_double_click);
    element = if link {
        element.attr("href", &button.href).attr("role", "button").attr("draggable", "false")
    } else {
        element
            .attr("type", either(&button.type_, "submit"))
            .some("value", &button.value)
            .flag("disabled", button.disabled)
            .some("aria-disabled", when(button.disabled, "true"))
    };
    element.some("aria-label", &button.aria_label).attributes(&button.attributes).around(&inside(button))
}

fn inside(button: &Button) -> Markup {
    let Some(drawn) = button.icon else { return button.text.markup() };
    let end = drawn.placement == super::Placement::End;
    html! {
        @if !end { (icon(drawn.name)) }
        span class="nhsuk-button__content" { (button.text) }
        @if end { (icon(drawn.name)) }
    }
}
