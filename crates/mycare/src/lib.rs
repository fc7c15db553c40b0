//! The person's and carer's own pages (REC-5): who is coming and when, the plan in short, what care costs and why, where a
//! request has got to, and who looked at the record. It keeps nothing of its own.

mod coming;
mod costs;
mod home;
mod plan;
pub mod policy;
mod readers;
mod request;
mod whose;
mod workers;
mod year;

use access::Role;
use wire::Slice;

use crate::policy::{SeeMyCare, SeeMyReaders, SeeYear};

/// Everything this room gives the house.
pub fn slice() -> Slice {
    Slice::new("mycare", policy::ACTIONS, &[])
        .page_with_data::<SeeMyCare, home::MyCare>("/my-care", "My care", home::page)
        .page_with_data::<SeeMyCare, home::MyCare>("/my-care/{person}", "My care, one person", home::of_person)
        .page_with_data::<SeeMyCare, coming::Visits>("/my-care/{person}/visits", "Who is coming", coming::page)
        .page_with_data::<SeeMyCare, plan::PlanTold>("/my-care/{person}/plan", "My plan", plan::page)
        .page_with_data::<SeeMyCare, costs::Costs>("/my-care/{person}/costs", "What it costs and why", costs::page)
        .page_with_data::<SeeMyCare, request::Request>(
            "/my-care/{person}/request",
            "Where my request is",
            request::page,
        )
        .page_with_data::<SeeMyCare, workers::Workers>(
            "/my-care/{person}/workers",
            "Care workers put forward",
            workers::page,
        )
        .page_with_data::<SeeMyReaders, readers::Looked>("/my-care/{person}/readers", "Who looked", readers::page)
        .page_with_data::<SeeYear, year::YearTold>(
            "/people/{person}/year",
            "A year of income and expenditure",
            year::page,
        )
        .page::<SeeYear>("/people/{person}/year/csv", "A year of income and expenditure as a file", year::file)
        .person_link::<SeeYear>("Yearly summary", "/people/{person}/year")
        .nav::<SeeMyCare>("My care", "/my-care")
        .home(Role::Person, "/my-care")
        .home(Role::Carer, "/my-care")
}
