use maud::{Markup, PreEscaped, Render, html};

/// What stands inside a component: plain text, which is escaped, or markup. The design system's `text` and `html`
/// options in one, so that there is no question which of the two wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    escaped: String,
    markup: bool,
}

impl Content {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.escaped.is_empty()
    }

    /// Whether it came as markup, which components do not wrap in a paragraph.
    pub fn is_markup(&self) -> bool {
        self.markup
    }

    /// The content as markup.
    pub fn markup(&self) -> Markup {
        PreEscaped(self.escaped.clone())
    }
}

impl Render for Content {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.escaped);
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Content { escaped: html! { (text) }.0, markup: false }
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Content::from(text.as_str())
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Content::from(text.as_str())
    }
}

impl From<Markup> for Content {
    fn from(markup: Markup) -> Self {
        Content { escaped: markup.0, markup: true }
    }
}

/// The fixtures of the design system give a string for `text` and, after the test has put them into one option,
/// `{"html": …}` for `html`.
#[cfg(test)]
impl<'de> serde::Deserialize<'de> for Content {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Given {
            Markup { html: String },
            Text(String),
            Number(i64),
        }
        Ok(match Given::deserialize(d)? {
            Given::Markup { html } => PreEscaped(html).into(),
            Given::Text(text) => text.into(),
            Given::Number(n) => n.to_string().into(),
        })
    }
}
