//! The closed lists of this room, each said once.

wire::choices! {
    /// How a contact reached the front door (REF-1).
    pub enum Channel, "a way to reach us" {
        /// By telephone.
        Phone = "phone", "Phone";
        /// In person.
        FaceToFace = "face_to_face", "Face to face";
        /// By e-mail.
        Email = "email", "E-mail";
        /// Through a form on the web.
        Web = "web", "Web form";
        /// Through the person's or carer's own pages.
        Portal = "portal", "Their own pages here";
        /// A structured message of another system.
        Message = "message", "Message from another system";
    }

    /// What the caller is to the person.
    pub enum CallerIs, "a kind of caller" {
        /// The person.
        Myself = "self", "The person themselves";
        /// Family, friend or neighbour.
        Public = "public", "Family, friend or neighbour";
        /// A practitioner.
        Professional = "professional", "Practitioner";
        /// A hospital.
        Hospital = "hospital", "Hospital";
        /// A voluntary organisation.
        Voluntary = "voluntary", "Voluntary organisation";
        /// A care home.
        CareHome = "care_home", "Care home";
    }

    /// Whether the person is safe now, as the caller says.
    pub enum Safe, "an answer to whether the person is safe" {
        /// They are.
        Yes = "yes", "Yes";
        /// They are not.
        No = "no", "No";
        /// Nobody could say.
        NotKnown = "not_known", "Not known";
    }

    /// What became of a contact that ended without a referral (REF-2).
    pub enum Outcome, "an outcome of a contact" {
        /// They were told what they wanted to know.
        InformationGiven = "information_given", "Information and advice given";
        /// They were told who can help.
        Signposted = "signposted", "Signposted: told who can help";
        /// It was passed on to a service that is there for everybody, or to a voluntary one.
        PassedToVoluntary = "passed_to_voluntary", "Passed to a voluntary or universal service";
        /// It could not wait: emergency services or a crisis team were called.
        Urgent = "urgent", "Urgent: passed on at once";
    }

    /// Who sent a referral (REF-3).
    pub enum Source, "a source of a referral" {
        /// A member of the public, a relative or a neighbour.
        Public = "public", "Family, friend or neighbour";
        /// The person.
        Myself = "self", "The person themselves";
        /// A practitioner.
        Professional = "professional", "Practitioner";
        /// A hospital that wants to send the person home.
        HospitalDischarge = "hospital_discharge", "Hospital discharge";
        /// A voluntary organisation.
        Voluntary = "voluntary", "Voluntary organisation";
        /// A care home with authority to act for the person.
        CareHome = "care_home", "Care home with authority to act";
    }

    /// How soon a referral must be answered (REF-4).
    pub enum Urgency, "an urgency" {
        /// Within 24 hours on weekdays.
        Emergency = "emergency", "Emergency: answer within 24 hours on weekdays";
        /// Within the first week, and before the others.
        Urgent = "urgent", "Urgent: answer within the first week, before others";
        /// Within the first week.
        Other = "other", "Not urgent: answer within the first week";
    }

    /// The risk a person runs while they wait; decides the provider's answer time later (REF-4, BRK-3).
    pub enum Priority, "a priority" {
        /// The highest risk.
        P1Highest = "p1", "P1, highest risk";
        /// A higher risk.
        P2Higher = "p2", "P2, higher risk";
        /// The usual risk.
        P3Standard = "p3", "P3, standard risk";
    }

    /// Why a referral was declined (REF-5).
    pub enum DeclineReason, "a reason to decline" {
        /// They live elsewhere.
        OutsideArea = "outside_area", "The person lives outside our area";
        /// Another service is right.
        OtherService = "other_service", "Another service is right for this";
        /// They do not want it.
        NotWanted = "not_wanted", "The person does not want it";
        /// It is here already.
        Duplicate = "duplicate", "It was referred before and is being dealt with";
        /// Not enough is known and nobody could say more.
        NotEnoughKnown = "not_enough_known", "Not enough is known and nobody could tell us more";
        /// Something else.
        Other = "other", "Another reason";
    }

    /// Why somebody left before what was begun was complete (REF-5).
    pub enum LeavingReason, "a reason to leave early" {
        /// They did not want it any more.
        Chose = "chose", "The person chose to stop";
        /// They went into hospital.
        Hospital = "hospital", "The person went into hospital";
        /// They moved into a care home.
        CareHome = "care_home", "The person moved into a care home";
        /// They moved away.
        MovedAway = "moved_away", "The person moved away";
        /// They died.
        Died = "died", "The person died";
        /// Something else.
        Other = "other", "Another reason";
    }

    /// How the referrer learned that the referral has arrived (REF-3).
    pub enum ToldBy, "a way to acknowledge" {
        /// They were told when they called or came.
        InPerson = "in_person", "Told when they called or came";
        /// By e-mail.
        Email = "email", "E-mail";
        /// By telephone.
        Phone = "phone", "Phone call back";
        /// By letter.
        Letter = "letter", "Letter";
    }
}

impl Urgency {
    /// The standard of the place that runs for it.
    pub const fn standard(self) -> &'static str {
        match self {
            Urgency::Emergency => "response.emergency",
            Urgency::Urgent | Urgency::Other => "response.other",
        }
    }

    /// In one or two words, for lists.
    pub const fn short(self) -> &'static str {
        match self {
            Urgency::Emergency => "Emergency",
            Urgency::Urgent => "Urgent",
            Urgency::Other => "Not urgent",
        }
    }

    /// What triage is offered first; a person decides (H21).
    pub const fn usual_priority(self) -> Priority {
        match self {
            Urgency::Emergency => Priority::P1Highest,
            Urgency::Urgent => Priority::P2Higher,
            Urgency::Other => Priority::P3Standard,
        }
    }
}

impl CallerIs {
    /// The source a referral has that follows from this caller's contact.
    pub const fn source(self) -> Source {
        match self {
            CallerIs::Myself => Source::Myself,
            CallerIs::Public => Source::Public,
            CallerIs::Professional => Source::Professional,
            CallerIs::Hospital => Source::HospitalDischarge,
            CallerIs::Voluntary => Source::Voluntary,
            CallerIs::CareHome => Source::CareHome,
        }
    }
}
