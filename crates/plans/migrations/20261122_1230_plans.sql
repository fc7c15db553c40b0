-- The plan as it stands now, agreed or being changed. What was agreed lies whole in plan_version (REC-7).
CREATE TABLE plan (
    id                  {id}     PRIMARY KEY,
    version             {int}    NOT NULL,
    version_no          {int}    NOT NULL,
    person              {id}     NOT NULL,
    person_name         {text}   NOT NULL,
    council             {id}     NOT NULL,
    worker              {id},
    basis               {text}   NOT NULL CHECK (basis IN ('assessment', 'urgent', 'self_funder', 'discharge')),
    basis_reason        {text},
    assessment          {id},
    state               {text}   NOT NULL CHECK (state IN ('draft', 'agreed', 'ended')),
    agreed_version      {int},
    agreed_at           {moment},
    agreed_by           {id},
    agreed_with         {text}   CHECK (agreed_with IN ('person', 'carer', 'advocate', 'best_interests')),
    agreed_why_not      {text},
    ended_on            {date},
    ended_reason        {text},
    kind                {text}   NOT NULL,
    complex             {bool}   NOT NULL,
    place_of_care       {text}   NOT NULL,
    place_words         {text},
    start_wanted        {date}   NOT NULL,
    what_matters        {text},
    strengths           {text},
    contingency         {text},
    history             {text},
    medicines           {text},
    medicines_policy_on {date},
    weekly_budget       {int}    NOT NULL CHECK (weekly_budget >= 0),
    payment             {text},
    budget_reason       {text},
    delayed_discharge   {bool}   NOT NULL,
    end_of_life         {bool}   NOT NULL,
    significant_harm    {bool}   NOT NULL,
    risk                {text}   NOT NULL CHECK (risk IN ('standard', 'higher', 'highest')),
    risk_rule           {text},
    risk_override       {text},
    reviewed_on         {date},
    review_due          {moment},
    CHECK (basis = 'assessment' OR basis_reason IS NOT NULL),
    CHECK (state <> 'agreed' OR (agreed_version = version_no AND agreed_at IS NOT NULL AND agreed_with IS NOT NULL)),
    CHECK (state <> 'ended' OR (ended_on IS NOT NULL AND ended_reason IS NOT NULL))
) {strict};
-- One plan per person is current; the database keeps it too.
CREATE UNIQUE INDEX plan_one_current ON plan (person) WHERE state <> 'ended';
CREATE INDEX plan_by_person ON plan (person);
CREATE INDEX plan_by_worker ON plan (worker) WHERE state <> 'ended';

CREATE TABLE plan_version (
    plan        {id}     NOT NULL,
    version_no  {int}    NOT NULL,
    agreed_at   {moment} NOT NULL,
    content     {json}   NOT NULL,
    PRIMARY KEY (plan, version_no)
) {strict};

CREATE TABLE plan_outcome (
    id          {id}     PRIMARY KEY,
    plan        {id}     NOT NULL,
    words       {text}   NOT NULL,
    reablement  {bool}   NOT NULL,
    baseline    {text}   NOT NULL,
    target      {text}   NOT NULL,
    now_words   {text},
    now_on      {date}
) {strict};
CREATE INDEX plan_outcome_by_plan ON plan_outcome (plan);

CREATE TABLE plan_visit (
    id            {id}   PRIMARY KEY,
    plan          {id}   NOT NULL,
    label         {text} NOT NULL,
    days          {text} NOT NULL,
    opens         {text} NOT NULL,
    closes        {text} NOT NULL,
    minutes       {int}  NOT NULL CHECK (minutes BETWEEN 15 AND 720),
    workers       {int}  NOT NULL CHECK (workers IN (1, 2)),
    tasks         {json} NOT NULL,
    time_critical {bool} NOT NULL,
    skills        {text} NOT NULL
) {strict};
CREATE INDEX plan_visit_by_plan ON plan_visit (plan);

CREATE TABLE plan_risk (
    id          {id}   PRIMARY KEY,
    plan        {id}   NOT NULL,
    words       {text} NOT NULL,
    reduced_by  {text} NOT NULL
) {strict};
CREATE INDEX plan_risk_by_plan ON plan_risk (plan);

CREATE TABLE plan_action (
    id    {id}   PRIMARY KEY,
    plan  {id}   NOT NULL,
    what  {text} NOT NULL,
    who   {text} NOT NULL,
    due   {date}
) {strict};
CREATE INDEX plan_action_by_plan ON plan_action (plan);

-- "This has changed", and what came of it.
CREATE TABLE plan_change_request (
    id           {id}     PRIMARY KEY,
    version      {int}    NOT NULL,
    plan         {id},
    person       {id}     NOT NULL,
    person_name  {text}   NOT NULL,
    worker       {id},
    said_by      {text}   NOT NULL,
    said_by_account {id},
    words        {text}   NOT NULL,
    asked_at     {moment} NOT NULL,
    answer       {text},
    answer_kind  {text}   CHECK (answer_kind IN ('plan_changes', 'review', 'no_change')),
    answered_at  {moment},
    answered_by  {id},
    CHECK ((answer IS NULL) = (answered_at IS NULL))
) {strict};
CREATE INDEX plan_change_by_person ON plan_change_request (person, asked_at);
CREATE INDEX plan_change_by_time ON plan_change_request (asked_at);

CREATE TABLE plan_review (
    id           {id}     PRIMARY KEY,
    plan         {id}     NOT NULL,
    reviewed_on  {date}   NOT NULL,
    reviewed_by  {id},
    found        {text}   NOT NULL,
    outcome      {text}   NOT NULL CHECK (outcome IN ('goes_on', 'changes', 'ends'))
) {strict};
CREATE INDEX plan_review_by_plan ON plan_review (plan, reviewed_on);

-- What became of the package, kept from the events of brokerage so that the social worker sees why one waits.
CREATE TABLE plan_progress (
    plan     {id}     PRIMARY KEY,
    stage    {text}   NOT NULL CHECK (stage IN ('waiting', 'awarded', 'started', 'ended')),
    words    {text}   NOT NULL,
    since    {moment} NOT NULL,
    seen_at  {moment} NOT NULL
) {strict};

-- How far the person's budget account has been credited: so much a week, until that day.
CREATE TABLE plan_credit (
    plan    {id}   PRIMARY KEY,
    weekly  {int}  NOT NULL,
    until   {date} NOT NULL
) {strict};
