use maud::{Markup, html};

use super::{
    Label, Placement, Size,
    element::{Element, classes},
    heading::{Frame, caption, element_of_level, framed},
    label::Said,
};

/// A group of inputs with a legend.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Fieldset {
    /// The legend; it takes the same options as a label.
    pub legend: Label,
    /// Ids of what describes the group.
    pub described_by: String,
    /// The role, for groups of text inputs.
    pub role: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// The legend of a fieldset.
pub fn legend(legend: &Label) -> Markup {
    let Said { mut title, mut outside, wrapped } = legend.said();
    if title.text.is_empty() {
        return html! {};
    }
    // Nothing may stand before a legend, so a caption that should comes into it.
    if let Some(small) = outside.take_if(|small| small.placement == Placement::Before) {
        title.caption = super::Caption { placement: Placement::Start, ..small };
    }
    let sizes = &[Size::S, Size::M, Size::L, Size::Xl];
    let framed_legend = Frame {
        class: "nhsuk-fieldset__legend",
        prefix: "nhsuk-fieldset__legend--",
        sizes,
        element: "legend",
        extra: None,
    };
    let after = html! { @if let Some(small) = &outside { (caption(small, None)) } };
    if !wrapped {
        return html! { (framed(&title, &framed_legend)) (after) };
    }
    let heading = legend.heading.clone().unwrap_or_default();
    let size = title.size.filter(|size| sizes.contains(size));
    let sized = size.map(|size| format!("nhsuk-fieldset__legend--{}", size.name())).unwrap_or_default();
    let class = classes(["nhsuk-fieldset__legend", &sized, &title.classes]);
    let mut inner = title.clone();
    inner.id = heading.id;
    inner.classes.clear();
    inner.caption.size = inner.caption.size.or(title.size);
    inner.size = None;
    let frame = Frame {
        class: "nhsuk-fieldset__heading",
        prefix: "",
        sizes: &[],
        element: element_of_level(heading.level, 1),
        extra: None,
    };
    let legend = Element::new("legend").attr("class", &class).some("id", &title.id).around(&framed(&inner, &frame));
    html! { (legend) (after) }
}

/// A group of inputs with a legend.
pub fn fieldset(fieldset: &Fieldset, inner: &Markup) -> Markup {
    Element::new("fieldset")
        .attr("class", &classes(["nhsuk-fieldset", &fieldset.classes]))
        .some("id", &fieldset.id)
        .some("role", &fieldset.role)
        .some("aria-describedby", &fieldset.described_by)
        .around(&html! { (legend(&fieldset.legend)) (inner) })
}
