-- The front door (REF-1..5). A contact is a call, message or visit; a referral asks that a service take somebody on.
CREATE TABLE referral (
    id                    {id}     PRIMARY KEY,
    version               {int}    NOT NULL,
    person                {id}     NOT NULL REFERENCES person (id),
    person_name           {text}   NOT NULL,
    locality              {text},
    service               {text}   NOT NULL,
    source                {text}   NOT NULL,
    referrer_name         {text}   NOT NULL,
    referrer_organisation {id},
    referrer_body         {text}   NOT NULL,
    referrer_phone        {text},
    referrer_email        {text},
    reason                {text}   NOT NULL,
    urgency               {text}   NOT NULL,
    needed_by             {date},
    received_at           {moment} NOT NULL,
    answer_by             {moment} NOT NULL,
    own_by                {moment} NOT NULL,
    contact               {id},
    source_ref            {text},
    told_by               {text},
    told_at               {moment},
    owner                 {id},
    owner_name            {text},
    owned_at              {moment},
    state                 {text}   NOT NULL
        CHECK (state IN ('received', 'triaged', 'accepted', 'declined', 'completed', 'left_early')),
    priority              {text},
    triage_note           {text},
    triaged_at            {moment},
    triaged_by            {text},
    accepted_at           {moment},
    accepted_by           {text},
    ended_at              {moment},
    ended_by              {text},
    end_reason            {text},
    end_note              {text}
) {strict};
CREATE INDEX referral_by_person ON referral (person, received_at);
CREATE INDEX referral_by_state ON referral (state, answer_by);
CREATE INDEX referral_by_referrer ON referral (referrer_organisation, received_at);
CREATE UNIQUE INDEX referral_by_source_ref ON referral (source_ref);

CREATE TABLE contact (
    id           {id}     PRIMARY KEY,
    version      {int}    NOT NULL,
    channel      {text}   NOT NULL,
    caller_name  {text}   NOT NULL,
    caller_is    {text},
    caller_phone {text},
    about        {text},
    person       {id}     REFERENCES person (id),
    wanted       {text}   NOT NULL,
    safe         {text}   NOT NULL,
    urgent       {bool}   NOT NULL,
    received_at  {moment} NOT NULL,
    own_by       {moment} NOT NULL,
    owner        {id},
    owner_name   {text},
    owned_at     {moment},
    state        {text}   NOT NULL CHECK (state IN ('waiting', 'owned', 'ended', 'referred')),
    outcome      {text},
    outcome_note {text},
    referral     {id}     REFERENCES referral (id),
    ended_at     {moment}
) {strict};
CREATE INDEX contact_by_state ON contact (state, received_at);
CREATE INDEX contact_by_person ON contact (person, received_at);
