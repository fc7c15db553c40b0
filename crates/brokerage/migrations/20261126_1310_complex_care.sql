-- Complex care (BRK-14): what an award of the lot for complex care needs beyond the award: the nurse who oversees it, whether the home
-- suits it, workers whom the person helps to choose, and how often it is looked at against the plan. One row for each award.
CREATE TABLE complex_care (
    id               {id}     PRIMARY KEY,
    version          {int}    NOT NULL,
    award            {id}     NOT NULL,
    package          {id}     NOT NULL,
    person           {id}     NOT NULL,
    provider         {id}     NOT NULL,
    provider_name    {text}   NOT NULL,
    recruit_by       {date}   NOT NULL,
    recruited_on     {date},
    nurse_worker     {id},
    nurse_name       {text},
    nurse_pin        {text},
    nurse_until      {date},
    nurse_named_at   {moment},
    nurse_named_by   {text},
    home_finding     {text}   CHECK (home_finding IN ('suitable', 'changes', 'unsuitable')),
    home_on          {date},
    home_by          {text},
    home_changes     {text},
    home_exception   {text},
    home_exception_by {text},
    monitor_weeks    {int}    NOT NULL CHECK (monitor_weeks > 0),
    monitor_round    {int}    NOT NULL,
    monitored_at     {moment},
    monitor_due      {moment},
    closed_at        {moment},
    CHECK (nurse_name IS NULL OR nurse_pin IS NOT NULL),
    CHECK (home_finding IS NULL OR (home_on IS NOT NULL AND home_by IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX complex_care_once ON complex_care (award);
CREATE INDEX complex_care_by_package ON complex_care (package);
CREATE INDEX complex_care_by_person ON complex_care (person);
CREATE INDEX complex_care_open ON complex_care (provider, id) WHERE closed_at IS NULL;

-- A care worker whom the provider has put forward for the package, and what the person and their carer said of them.
CREATE TABLE complex_worker (
    id              {id}     PRIMARY KEY,
    version         {int}    NOT NULL,
    care            {id}     NOT NULL,
    package         {id}     NOT NULL,
    person          {id}     NOT NULL,
    provider        {id}     NOT NULL,
    worker          {id}     NOT NULL,
    worker_name     {text}   NOT NULL,
    about           {text}   NOT NULL,
    agency          {text},
    put_forward_at  {moment} NOT NULL,
    put_forward_by  {text}   NOT NULL,
    withdrawn_at    {moment},
    withdrawn_why   {text},
    CHECK (withdrawn_at IS NULL OR withdrawn_why IS NOT NULL)
) {strict};
CREATE UNIQUE INDEX complex_worker_once ON complex_worker (care, worker) WHERE withdrawn_at IS NULL;
CREATE INDEX complex_worker_by_package ON complex_worker (package);

CREATE TABLE complex_say (
    id           {id}     PRIMARY KEY,
    put_forward  {id}     NOT NULL,
    care         {id}     NOT NULL,
    voice        {text}   NOT NULL CHECK (voice IN ('person', 'carer')),
    name         {text}   NOT NULL,
    word         {text}   NOT NULL CHECK (word IN ('yes', 'no', 'another')),
    why          {text},
    said_at      {moment} NOT NULL,
    recorded_by  {text},
    CHECK (word = 'yes' OR why IS NOT NULL)
) {strict};
CREATE INDEX complex_say_by_care ON complex_say (care, said_at);

-- One outcome of the plan as it was found when the care was looked at. A round is over when every outcome has its row.
CREATE TABLE complex_monitoring (
    id        {id}     PRIMARY KEY,
    care      {id}     NOT NULL,
    round     {int}    NOT NULL,
    outcome   {text}   NOT NULL,
    finding   {text}   NOT NULL CHECK (finding IN ('met', 'partly', 'not')),
    words     {text}   NOT NULL,
    by_name   {text}   NOT NULL,
    at        {moment} NOT NULL
) {strict};
CREATE INDEX complex_monitoring_by_care ON complex_monitoring (care, round, at);

-- What agency workers cost beyond the agreed rate on days of one month, and who bears it by the date.
CREATE TABLE agency_cost (
    id          {id}     PRIMARY KEY,
    version     {int}    NOT NULL,
    care        {id}     NOT NULL,
    package     {id}     NOT NULL,
    provider    {id}     NOT NULL,
    from_day    {date}   NOT NULL,
    last_day    {date}   NOT NULL,
    amount      {int}    NOT NULL CHECK (amount > 0),
    words       {text}   NOT NULL,
    bearer      {text}   NOT NULL CHECK (bearer IN ('commissioner', 'provider')),
    stated_at   {moment} NOT NULL,
    stated_by   {text}   NOT NULL,
    agreed_at   {moment},
    agreed_by   {text},
    CHECK (last_day >= from_day)
) {strict};
CREATE INDEX agency_cost_by_care ON agency_cost (care, from_day);
