//! The components of the NHS.UK design system as functions. Each takes a struct whose fields have the names of the
//! design system's own options, and gives the same markup; the fixtures of the design system's package prove it.

mod button;
mod card;
mod checkboxes;
mod choices;
mod content;
mod date_input;
mod details;
pub(crate) mod element;
mod error_message;
mod error_summary;
mod fieldset;
#[cfg(test)]
mod fixtures;
mod group;
mod heading;
mod hint;
mod icon;
mod input;
mod inset_text;
mod label;
mod links;
mod notification_banner;
mod pagination;
mod panel;
mod radios;
mod select;
mod summary_list;
mod table;
mod tag;
mod textarea;
mod warning_callout;

pub use button::{Button, ButtonIcon, ButtonVariant, button};
pub use card::{Card, CardVariant, card};
pub use checkboxes::{Checkboxes, checkboxes};
pub use choices::{Behaviour, Choice};
pub use content::Content;
pub use date_input::{DateInput, DatePart, DateValues, date_input};
pub use details::{Details, details};
pub use element::Attributes;
pub use error_message::{ErrorMessage, error_message};
pub use error_summary::{ErrorItem, ErrorSummary, error_summary};
pub use fieldset::{Fieldset, fieldset, legend};
pub use heading::{Caption, Heading, Placement, Size, heading};
pub use hint::{Hint, hint};
pub use icon::{IconName, icon};
pub use input::{Input, input};
pub use inset_text::{InsetText, inset_text};
pub use label::{Label, label};
pub use links::{
    Action, ActionLink, BackLink, Breadcrumb, BreadcrumbItem, SkipLink, action_link, back_link, breadcrumb, skip_link,
};
pub use notification_banner::{BannerVariant, NotificationBanner, notification_banner};
pub use pagination::{PageItem, PageLink, Pagination, pagination};
pub use panel::{Panel, PanelVariant, panel};
pub use radios::{Radios, radios};
pub use select::{Select, SelectItem, select};
pub use summary_list::{SummaryCell, SummaryList, SummaryRow, summary_list};
pub use table::{Align, Cell, Format, Sort, Table, TableCaption, table};
pub use tag::{Tag, TagColour, tag};
pub use textarea::{Textarea, textarea};
pub use warning_callout::{WarningCallout, warning_callout};
