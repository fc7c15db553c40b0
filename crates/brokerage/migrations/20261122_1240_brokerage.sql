-- Providers that packages can be put to (BRK-1). The id is the organisation's own. Off-framework providers deliver too;
-- they have no score and are asked only as a reasoned exception (BRK-6).
CREATE TABLE framework_provider (
    id             {id}   PRIMARY KEY,
    version        {int}  NOT NULL,
    code           {text} NOT NULL UNIQUE,
    name           {text} NOT NULL,
    email          {text},
    postcode       {text},
    on_framework   {bool} NOT NULL,
    active         {bool} NOT NULL,
    score_tenths   {int}  CHECK (score_tenths BETWEEN 0 AND 1000),
    registered     {bool} NOT NULL,
    registration_note {text},
    admitted_on    {date} NOT NULL,
    CHECK (on_framework = FALSE OR score_tenths IS NOT NULL)
) {strict};

CREATE TABLE provider_lot (
    provider  {id}   NOT NULL,
    lot       {text} NOT NULL,
    PRIMARY KEY (provider, lot)
) {strict};

CREATE TABLE provider_area (
    provider  {id}   NOT NULL,
    locality  {text} NOT NULL,
    PRIMARY KEY (provider, locality)
) {strict};

-- What a provider last said about the room it has in an area.
CREATE TABLE provider_availability (
    provider          {id}     NOT NULL,
    locality          {text}   NOT NULL,
    available         {bool}   NOT NULL,
    minutes_per_week  {int},
    note              {text},
    said_at           {moment} NOT NULL,
    PRIMARY KEY (provider, locality)
) {strict};

-- A placement stop is a gate, not a score (BRK-1): while it holds nothing new is offered.
CREATE TABLE provider_stop (
    id             {id}   PRIMARY KEY,
    version        {int}  NOT NULL,
    provider       {id}   NOT NULL,
    reason         {text} NOT NULL CHECK (reason IN ('inadequate', 'enforcement', 'block')),
    words          {text} NOT NULL,
    from_day       {date} NOT NULL,
    until_day      {date},
    lifted_on      {date},
    lifted_words   {text}
) {strict};
CREATE INDEX provider_stop_by_provider ON provider_stop (provider, from_day);

-- The care at home bought for one person. What it copies from the plan is what was asked for; the plan may change later.
-- A package that is not at its end always has somebody who must act and a deadline (H14): the CHECK keeps it so.
CREATE TABLE package (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    person            {id}     NOT NULL,
    person_name       {text}   NOT NULL,
    plan              {id}     NOT NULL,
    plan_version      {int}    NOT NULL,
    locality          {text}   NOT NULL,
    outcode           {text}   NOT NULL,
    lot               {text}   NOT NULL,
    price_kind        {text}   NOT NULL,
    kind              {text}   NOT NULL,
    place_of_care     {text}   NOT NULL,
    risk              {text}   NOT NULL CHECK (risk IN ('standard', 'higher', 'highest')),
    urgent            {bool}   NOT NULL,
    urgent_why        {text},
    weekly_budget     {int}    NOT NULL,
    minutes_per_week  {int}    NOT NULL,
    lines             {text}   NOT NULL,
    outcomes          {text}   NOT NULL,
    risks             {text}   NOT NULL,
    background        {text},
    channel           {text}   NOT NULL,
    requested_by      {text}   NOT NULL,
    requested_at      {moment} NOT NULL,
    searching_since   {moment} NOT NULL,
    start_wanted      {date}   NOT NULL,
    state             {text}   NOT NULL
        CHECK (state IN ('requested', 'offered', 'awarded', 'introduced', 'started', 'ended')),
    actor             {text}   CHECK (actor IN ('brokerage', 'provider')),
    owner             {id},
    owner_name        {text},
    due_at            {moment},
    due_for           {text},
    round             {int}    NOT NULL,
    asked             {int}    NOT NULL,
    eligible          {int}    NOT NULL,
    award             {id},
    provider          {id},
    provider_name     {text},
    contingency_at    {moment},
    contingency_why   {text},
    hand_backs        {int}    NOT NULL,
    leaving           {id},
    leaving_name      {text},
    leaving_on        {date},
    start_missed_at   {moment},
    ended_on          {date},
    end_reason        {text},
    end_words         {text},
    CHECK (state = 'ended' OR (actor IS NOT NULL AND due_at IS NOT NULL)),
    CHECK (state IN ('requested', 'offered', 'ended') OR (award IS NOT NULL AND provider IS NOT NULL)),
    CHECK (state <> 'ended' OR (ended_on IS NOT NULL AND end_reason IS NOT NULL))
) {strict};
CREATE INDEX package_running ON package (due_at) WHERE state <> 'ended';
CREATE INDEX package_by_person ON package (person, requested_at);
CREATE INDEX package_by_provider ON package (provider, state);
CREATE INDEX package_leaving ON package (leaving, leaving_on);
CREATE INDEX package_ended ON package (ended_on, provider) WHERE state = 'ended';
-- One search or service per plan at a time.
CREATE UNIQUE INDEX package_once_per_plan ON package (plan) WHERE state <> 'ended';

-- Offers that were sent together, with the rank of everybody and why, as it was then.
CREATE TABLE offer_round (
    id        {id}     PRIMARY KEY,
    package   {id}     NOT NULL,
    number    {int}    NOT NULL,
    made_at   {moment} NOT NULL,
    made_by   {text}   NOT NULL,
    basis     {text}   NOT NULL,
    why       {text},
    ranking   {text}   NOT NULL
) {strict};
CREATE UNIQUE INDEX offer_round_by_package ON offer_round (package, number);

CREATE TABLE offer (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    package           {id}     NOT NULL,
    round             {int}    NOT NULL,
    provider          {id}     NOT NULL,
    provider_name     {text}   NOT NULL,
    on_framework      {bool}   NOT NULL,
    person            {id}     NOT NULL,
    rank              {int},
    locality          {text}   NOT NULL,
    urgent            {bool}   NOT NULL,
    sent_at           {moment} NOT NULL,
    due_at            {moment} NOT NULL,
    response_due_at   {moment} NOT NULL,
    state             {text}   NOT NULL
        CHECK (state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    outcome           {text}   CHECK (outcome IN ('awarded', 'passed_over')),
    closed_at         {moment},
    channel           {text},
    answered_by       {text},
    earliest_start    {date},
    rate              {int},
    note              {text},
    reason            {text},
    CHECK (state = 'open' OR closed_at IS NOT NULL),
    CHECK (state <> 'accepted' OR earliest_start IS NOT NULL),
    CHECK (state <> 'declined' OR reason IS NOT NULL)
) {strict};
CREATE UNIQUE INDEX offer_open_once ON offer (package, provider) WHERE state = 'open';
CREATE INDEX offer_by_package ON offer (package, round);
CREATE INDEX offer_by_provider ON offer (provider, sent_at);
CREATE INDEX offer_sent ON offer (sent_at);
CREATE INDEX offer_due ON offer (due_at);
CREATE INDEX offer_response_due ON offer (response_due_at);

-- The buyer's acceptance of one provider's yes; it happens once at a time, whatever the program does.
CREATE TABLE award (
    id                 {id}     PRIMARY KEY,
    version            {int}    NOT NULL,
    package            {id}     NOT NULL,
    offer              {id}     NOT NULL,
    person             {id}     NOT NULL,
    provider           {id}     NOT NULL,
    provider_name      {text}   NOT NULL,
    on_framework       {bool}   NOT NULL,
    rate               {int}    NOT NULL,
    ceiling            {int}    NOT NULL,
    awarded_at         {moment} NOT NULL,
    awarded_by         {text}   NOT NULL,
    why                {text},
    start_day          {date}   NOT NULL,
    first_care_by      {date}   NOT NULL,
    plan_received_at   {moment},
    introduced_at      {moment},
    first_care_at      {moment},
    first_visit_at     {moment},
    first_visit_due    {moment} NOT NULL,
    outcomes_at        {moment},
    outcomes_due       {moment},
    provider_plan_at   {moment},
    ended_at           {moment},
    ended_day          {date},
    end_reason         {text},
    end_words          {text}
) {strict};
CREATE UNIQUE INDEX award_once ON award (package) WHERE ended_at IS NULL;
CREATE INDEX award_by_provider ON award (provider, awarded_at);
CREATE INDEX award_first_visit_due ON award (first_visit_due);
CREATE INDEX award_outcomes_due ON award (outcomes_due);
CREATE INDEX award_ended ON award (ended_day);

-- What was agreed with whom after the first visit (R8).
CREATE TABLE outcomes_agreement (
    id         {id}     PRIMARY KEY,
    award      {id}     NOT NULL,
    package    {id}     NOT NULL,
    agreed_at  {moment} NOT NULL,
    with_whom  {text}   NOT NULL,
    name       {text}   NOT NULL,
    why_not_person {text},
    words      {text}   NOT NULL
) {strict};
CREATE INDEX outcomes_agreement_by_package ON outcomes_agreement (package);

CREATE TABLE hand_back (
    id             {id}     PRIMARY KEY,
    package        {id}     NOT NULL,
    award          {id}     NOT NULL,
    provider       {id}     NOT NULL,
    provider_name  {text}   NOT NULL,
    at             {moment} NOT NULL,
    reason         {text}   NOT NULL,
    words          {text}   NOT NULL,
    last_day       {date}   NOT NULL
) {strict};
CREATE INDEX hand_back_by_package ON hand_back (package, at);
CREATE UNIQUE INDEX hand_back_once ON hand_back (award);
CREATE INDEX hand_back_by_time ON hand_back (at);
