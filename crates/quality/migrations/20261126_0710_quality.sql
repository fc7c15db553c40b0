-- A complaint or a compliment about a provider (QUA-2). A complaint that runs has an owner and a due time.
CREATE TABLE feedback (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    kind              {text}   NOT NULL CHECK (kind IN ('complaint', 'compliment')),
    provider          {id}     NOT NULL REFERENCES organisation (id),
    provider_name     {text}   NOT NULL,
    person            {id}     REFERENCES person (id),
    person_name       {text},
    said_by           {text}   NOT NULL,
    said_name         {text},
    category          {text}   NOT NULL,
    severity          {text},
    words             {text}   NOT NULL,
    happened_on       {date},
    named             {bool}   NOT NULL,
    owner             {text}   NOT NULL CHECK (owner IN ('provider', 'quality')),
    state             {text}   NOT NULL CHECK (state IN ('received', 'acknowledged', 'answered', 'withdrawn', 'noted')),
    received_at       {moment} NOT NULL,
    recorded_by       {id},
    recorded_by_name  {text}   NOT NULL,
    recorded_role     {text}   NOT NULL,
    acknowledge_by    {moment},
    answer_by         {moment},
    due_at            {moment},
    acknowledged_at   {moment},
    acknowledged_by   {text},
    ended_at          {moment},
    ended_by          {text},
    outcome           {text},
    answer            {text},
    lesson            {text},
    CHECK ((state IN ('received', 'acknowledged')) = (due_at IS NOT NULL)),
    CHECK ((kind = 'compliment') = (state = 'noted')),
    CHECK (state <> 'answered' OR outcome IS NOT NULL)
) {strict};
CREATE INDEX feedback_open ON feedback (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX feedback_by_provider ON feedback (provider, received_at);
CREATE INDEX feedback_by_person ON feedback (person, received_at);
CREATE INDEX feedback_by_day ON feedback (received_at);

-- A monitoring visit, or a provider's self-assessment, by one version of the place's form (QUA-3). The result keeps the rule and
-- what went into it (H21).
CREATE TABLE quality_review (
    id             {id}     PRIMARY KEY,
    version        {int}    NOT NULL,
    kind           {text}   NOT NULL CHECK (kind IN ('visit', 'self')),
    provider       {id}     NOT NULL REFERENCES organisation (id),
    provider_name  {text}   NOT NULL,
    form           {text}   NOT NULL,
    state          {text}   NOT NULL CHECK (state IN ('planned', 'signed', 'cancelled')),
    day            {date}   NOT NULL,
    announced      {bool}   NOT NULL,
    reason         {text}   NOT NULL,
    owner          {id},
    owner_name     {text}   NOT NULL,
    planned_at     {moment} NOT NULL,
    due_at         {moment},
    ended_at       {moment},
    ended_by       {text},
    ended_why      {text},
    summary        {text},
    score_tenths   {int},
    band           {text},
    rule           {text},
    inputs         {json},
    said_band      {text},
    said_why       {text},
    CHECK ((state = 'planned') = (due_at IS NOT NULL)),
    CHECK (state <> 'signed' OR (score_tenths IS NOT NULL AND band IS NOT NULL AND rule IS NOT NULL AND inputs IS NOT NULL))
) {strict};
CREATE INDEX quality_review_open ON quality_review (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX quality_review_by_provider ON quality_review (provider, day);
CREATE INDEX quality_review_signed ON quality_review (state, ended_at);
CREATE UNIQUE INDEX quality_self_once ON quality_review (provider) WHERE kind = 'self' AND state = 'planned';

-- What was found for one standard, with the evidence.
CREATE TABLE quality_answer (
    id        {id}     PRIMARY KEY,
    version   {int}    NOT NULL,
    review    {id}     NOT NULL REFERENCES quality_review (id),
    standard  {text}   NOT NULL,
    rating    {text}   NOT NULL,
    evidence  {text}   NOT NULL,
    by_name   {text}   NOT NULL,
    at        {moment} NOT NULL
) {strict};
CREATE UNIQUE INDEX quality_answer_once ON quality_answer (review, standard);

-- Something a provider has to put right, by whom and until when.
CREATE TABLE quality_action (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    provider          {id}     NOT NULL REFERENCES organisation (id),
    provider_name     {text}   NOT NULL,
    review            {id}     REFERENCES quality_review (id),
    standard          {text},
    words             {text}   NOT NULL,
    owner_name        {text}   NOT NULL,
    due_on            {date}   NOT NULL,
    state             {text}   NOT NULL CHECK (state IN ('open', 'reported', 'closed')),
    set_by_name       {text}   NOT NULL,
    set_at            {moment} NOT NULL,
    evidence          {text},
    reported_by_name  {text},
    reported_at       {moment},
    weighed_words     {text},
    weighed_by_name   {text},
    weighed_at        {moment},
    CHECK (state = 'open' OR evidence IS NOT NULL)
) {strict};
CREATE INDEX quality_action_open ON quality_action (due_on) WHERE state <> 'closed';
CREATE INDEX quality_action_by_provider ON quality_action (provider, due_on);
