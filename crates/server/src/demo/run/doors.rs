//! Who can sign in to what was built.

use kernel::Failure;

use super::Show;
use crate::demo::{SignIn, cast::Company, thread::Case};

impl Show<'_> {
    /// Everybody of the offices, the first providers with a worker, and two people with their own pages.
    pub(super) fn sign_ins(&mut self) -> Result<Vec<SignIn>, Failure> {
        let mut list: Vec<SignIn> = self.office.everybody().into_iter().map(|player| player.sign_in.clone()).collect();
        let mut companies: Vec<&Company> =
            self.companies.iter().filter(|company| !company.workers.is_empty()).collect();
        companies.sort_by_key(|company| std::cmp::Reverse(company.workers.len()));
        // Whoever gives complex care is among them.
        let complex = self.cases.iter().filter(|case| case.need.complex).find_map(|case| case.package);
        if let Some(package) = complex {
            let held = self.hand.site().store.read_now(|tx| brokerage::row(tx, package.into()))?.state.held().cloned();
            if let Some(at) = held.and_then(|held| companies.iter().position(|one| one.organisation == held.provider)) {
                let company = companies.remove(at);
                companies.insert(at.min(2), company);
            }
        }
        for company in companies.into_iter().take(3) {
            list.extend([company.manager.sign_in.clone(), company.scheduler.sign_in.clone()]);
            list.extend(company.workers.iter().take(2).map(|worker| worker.sign_in.clone()));
        }
        list.extend(self.own_pages()?);
        Ok(list)
    }

    /// Two people with their own pages, and a daughter whom the first of them named as carer.
    pub(super) fn own_pages(&mut self) -> Result<Vec<SignIn>, Failure> {
        let looked_after = |case: &Case| Some((case.person.filter(|_| case.package.is_some())?, case.resident.clone()));
        // One of them chooses their care workers, when somebody does.
        let (complex, others): (Vec<&Case>, Vec<&Case>) = self.cases.iter().partition(|case| case.need.complex);
        let first = others.iter().filter_map(|case| looked_after(case)).take(2);
        let mut people: Vec<_> = first.collect();
        if let Some(chooses) = complex.into_iter().find_map(looked_after) {
            people.insert(1.min(people.len()), chooses);
        }
        people.truncate(2);
        let mut list = Vec::new();
        for (n, (person, resident)) in people.iter().enumerate() {
            let name = format!("{} {}", resident.given_name, resident.family_name);
            list.push(self.casting.own(&name, &format!("person{}@kith.example", n + 1), *person, true)?.sign_in);
        }
        let Some((person, resident)) = people.first() else { return Ok(list) };
        let who = self.office.social_worker(0)?.clone();
        let family = resident.family_name.as_str();
        let fields =
            [("given_name", "Joanna"), ("family_name", family), ("relationship", "Daughter"), ("may_see", "yes")];
        self.hand.fill(&who, &format!("/people/{person}/carers"), &fields)?;
        let carers = self.hand.site().store.read_now(|tx| people::carers(tx, (*person).into()))?;
        if let Some(daughter) = carers.first() {
            list.push(self.casting.own(&daughter.name, "carer@kith.example", *person, false)?.sign_in);
        }
        Ok(list)
    }
}
