//! The closed lists of this room. The ten outcomes carry the ids of the interoperable draft standard for assessments and
//! plans, so that an assessment can be handed on as it is.

wire::choices! {
    /// The ten outcomes of the eligibility regulations, a to j.
    pub enum Outcome, "an outcome" {
        /// a
        Nutrition = "CA-NUTRITION-01", "Managing and maintaining nutrition";
        /// b
        Hygiene = "CA-HYGIENE-01", "Maintaining personal hygiene";
        /// c
        Toilet = "CA-TOILET-01", "Managing toilet needs";
        /// d
        Clothing = "CA-CLOTHING-01", "Being appropriately clothed";
        /// e
        HomeSafety = "CA-HOMESAFETY-01", "Being able to use the home safely";
        /// f
        HabitableHome = "CA-HABITABLEHOME-01", "Keeping the home fit to live in";
        /// g
        Relationships = "CA-RELATIONSHIPS-01", "Developing and keeping family or other personal relationships";
        /// h
        Work = "CA-WTEV-01", "Taking up work, training, education or volunteering";
        /// i
        Community = "CA-COMMUNITY-01",
            "Using facilities and services in the community, public transport and recreation included";
        /// j
        CaringForChild = "CA-CARINGOTHERS-01", "Carrying out caring responsibilities for a child";
    }

    /// What “unable” can mean; any one of them is enough.
    pub enum Unable, "a meaning of unable" {
        /// (a)
        Assistance = "assistance", "Cannot do it without assistance";
        /// (b)
        Distress = "distress", "Can, but with significant pain, distress or anxiety";
        /// (c)
        Danger = "danger", "Can, but it endangers them or others";
        /// (d)
        Longer = "longer", "Can, but it takes significantly longer than normal";
    }

    /// Yes or no.
    pub enum YesNo, "yes or no" {
        /// Yes.
        Yes = "yes", "Yes";
        /// No.
        No = "no", "No";
    }

    /// Whether the person can decide about their care.
    pub enum Capacity, "an answer about capacity" {
        /// They can.
        Has = "has", "Has capacity to take part in this assessment";
        /// They cannot; it was assessed.
        Lacks = "lacks", "Lacks capacity; it was assessed";
        /// It is in doubt.
        InDoubt = "in_doubt", "In doubt: an assessment of capacity is needed";
    }

    /// Whether somebody must speak up for the person.
    pub enum Advocate, "an answer about an advocate" {
        /// Nobody need.
        NotNeeded = "not_needed", "Not needed: the person or somebody close can speak for them";
        /// One is needed and was asked for.
        Referred = "referred", "Needed, and referred";
        /// One is there.
        There = "there", "An advocate takes part";
    }

    /// Where the person ordinarily lives, for who is responsible.
    pub enum Residence, "an answer about ordinary residence" {
        /// Here.
        Here = "here", "Ordinarily resident in this council’s area";
        /// Elsewhere.
        Elsewhere = "elsewhere", "Ordinarily resident elsewhere";
        /// Nowhere settled: present here, so this council is responsible.
        NoneSettled = "none_settled", "No settled residence, present in this area";
        /// Not agreed yet.
        Disputed = "disputed", "Not agreed with another council yet";
    }

    /// The parts of an assessment, each saved by itself.
    pub enum Section, "a part of an assessment" {
        /// About the need.
        Need = "need", "About the need";
        /// The ten outcomes.
        Outcomes = "outcomes", "What the person can and cannot do";
        /// What it does to them.
        Impact = "impact", "Impact on wellbeing";
    }
}
