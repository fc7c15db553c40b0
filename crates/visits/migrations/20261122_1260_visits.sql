-- How far the visits of a package have been made; the id is the package's. `ended_on` is the first day without visits.
CREATE TABLE package_visits (
    id          {id}   PRIMARY KEY,
    version     {int}  NOT NULL,
    provider    {id}   NOT NULL,
    made_until  {date} NOT NULL,
    ended_on    {date}
) {strict};

-- One attendance. What is planned, what was recorded and what was approved stand side by side (house rule 5).
CREATE TABLE visit (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    package           {id}     NOT NULL,
    line              {id}     NOT NULL,
    person            {id}     NOT NULL,
    person_name       {text}   NOT NULL,
    locality          {text},
    provider          {id}     NOT NULL,
    plan              {id}     NOT NULL,
    plan_version      {int}    NOT NULL,
    day               {date}   NOT NULL,
    label             {text}   NOT NULL,
    window_from       {moment} NOT NULL,
    window_to         {moment} NOT NULL,
    starts_at         {moment} NOT NULL,
    ends_at           {moment} NOT NULL,
    minutes           {int}    NOT NULL,
    workers_needed    {int}    NOT NULL,
    time_critical     {bool}   NOT NULL,
    lives_alone       {bool}   NOT NULL,
    skills            {json}   NOT NULL,
    tasks             {json}   NOT NULL,
    late_at           {moment} NOT NULL,
    missed_at         {moment} NOT NULL,
    state             {text}   NOT NULL CHECK (state IN
        ('planned', 'assigned', 'started', 'finished', 'approved', 'cancelled', 'missed')),
    assigned          {int}    NOT NULL,
    checked_in        {int}    NOT NULL,
    recorded_start    {moment},
    recorded_finish   {moment},
    recorded_minutes  {int},
    outcome           {text},
    signature         {text},
    signature_words   {text},
    to_check          {json}   NOT NULL,
    flags             {json}   NOT NULL,
    welfare           {json},
    welfare_at        {moment},
    approved_minutes  {int},
    approved_workers  {int},
    approved_by       {text},
    approved_at       {moment},
    approved_why      {text},
    ended_at          {moment},
    ended_why         {text},
    cancelled_for     {text},
    notice_hours      {int},
    instead           {text},
    CHECK (window_from <= window_to AND starts_at < ends_at AND workers_needed BETWEEN 1 AND 2)
) {strict};
-- What the system itself took back may be made anew; what somebody cancelled may not.
CREATE UNIQUE INDEX visit_made_once ON visit (package, provider, line, day)
    WHERE cancelled_for IS NULL OR cancelled_for <> 'system';
CREATE INDEX visit_by_provider ON visit (provider, day, starts_at);
CREATE INDEX visit_by_day ON visit (day, starts_at);
CREATE INDEX visit_by_person ON visit (person, day);
CREATE INDEX visit_by_package ON visit (package, day);
CREATE INDEX visit_unbegun ON visit (late_at) WHERE state IN ('planned', 'assigned', 'started');
CREATE INDEX visit_to_check ON visit (provider, day) WHERE state = 'finished';

-- A worker on a visit, and when they came and went. A row that was taken away stays, with the reason.
CREATE TABLE visit_worker (
    id                  {id}     PRIMARY KEY,
    version             {int}    NOT NULL,
    visit               {id}     NOT NULL REFERENCES visit (id),
    worker              {id}     NOT NULL,
    worker_name         {text}   NOT NULL,
    starts_at           {moment} NOT NULL,
    ends_at             {moment} NOT NULL,
    assigned_at         {moment} NOT NULL,
    removed_at          {moment},
    removed_why         {text},
    check_in_at         {moment},
    check_in_noted_at   {moment},
    check_in_why        {text},
    check_in_place      {text},
    check_out_at        {moment},
    check_out_noted_at  {moment}
) {strict};
CREATE UNIQUE INDEX visit_worker_once ON visit_worker (visit, worker) WHERE removed_at IS NULL;
CREATE INDEX visit_worker_by_worker ON visit_worker (worker, starts_at) WHERE removed_at IS NULL;

-- What was done of the tasks, told once for the visit, whoever told it (H9).
CREATE TABLE visit_task (
    visit      {id}     NOT NULL REFERENCES visit (id),
    position   {int}    NOT NULL,
    task       {text}   NOT NULL,
    done       {bool}   NOT NULL,
    why_not    {text},
    worker     {id}     NOT NULL,
    at         {moment} NOT NULL,
    PRIMARY KEY (visit, position)
) {strict};

-- Notes are added, never changed (H5): a correction names the note it corrects, and both are shown.
CREATE TABLE visit_note (
    id           {id}     PRIMARY KEY,
    visit        {id}     NOT NULL REFERENCES visit (id),
    person       {id}     NOT NULL,
    author       {id}     NOT NULL,
    author_name  {text}   NOT NULL,
    words        {text}   NOT NULL,
    at           {moment} NOT NULL,
    corrects     {id}
) {strict};
CREATE INDEX visit_note_by_visit ON visit_note (visit, at);
CREATE INDEX visit_note_by_person ON visit_note (person, at);

-- Something about a visit that somebody must deal with now (H7, VIS-5).
CREATE TABLE alarm (
    id               {id}     PRIMARY KEY,
    version          {int}    NOT NULL,
    visit            {id}     NOT NULL REFERENCES visit (id),
    provider         {id}     NOT NULL,
    person           {id}     NOT NULL,
    kind             {text}   NOT NULL CHECK (kind IN ('late', 'missed', 'uncovered', 'no_reply')),
    raised_at        {moment} NOT NULL,
    accepted_at      {moment},
    accepted_by      {text},
    accepted_words   {text},
    closed_at        {moment}
) {strict};
CREATE UNIQUE INDEX alarm_once_open ON alarm (visit, kind) WHERE closed_at IS NULL;
CREATE INDEX alarm_open ON alarm (raised_at) WHERE closed_at IS NULL;

-- A worker as their provider's scheduler knows them. The row is what assigning holds, so that one worker is never given
-- two visits at the same time by two people.
CREATE TABLE care_worker (
    id        {id}   PRIMARY KEY,
    version   {int}  NOT NULL,
    provider  {id}   NOT NULL
) {strict};

CREATE TABLE worker_skill (
    worker  {id}   NOT NULL,
    skill   {text} NOT NULL,
    PRIMARY KEY (worker, skill)
) {strict};

-- Up to which version of a plan a worker has read (H10).
CREATE TABLE change_read (
    worker   {id}     NOT NULL,
    plan     {id}     NOT NULL,
    version  {int}    NOT NULL,
    at       {moment} NOT NULL,
    PRIMARY KEY (worker, plan, version)
) {strict};

-- A home-access code on its way to the one page that shows it: sealed, for a minute, then gone.
CREATE TABLE way_in (
    id           {id}     PRIMARY KEY,
    visit        {id}     NOT NULL,
    worker       {id}     NOT NULL,
    sealed       {bytes}  NOT NULL,
    released_at  {moment} NOT NULL
) {strict};
CREATE INDEX way_in_by_visit ON way_in (visit, worker);
