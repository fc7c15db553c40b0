//! The frame around every page: the NHS.UK design system as typed functions, forms, and dates and money in words.

pub mod assets;
pub mod components;
pub mod form;
mod layout;
pub mod show;

pub use layout::{Chrome, Link, NavItem, Notice, Page, PersonBanner, SignedIn, person_banner, render};
pub use maud::{Markup, PreEscaped, Render, html};
