-- The regulator's register: organisations and the places from which they give care (DIR-3, BRK-1).
CREATE TABLE care_provider (
    regulator_id   {text}   PRIMARY KEY,
    name           {text}   NOT NULL
) {strict};

CREATE TABLE care_location (
    id               {id}     PRIMARY KEY,
    version          {int}    NOT NULL,
    regulator_id     {text}   NOT NULL UNIQUE,
    provider         {text}   NOT NULL,
    name             {text}   NOT NULL,
    search           {text}   NOT NULL,
    address          {text}   NOT NULL,
    postcode         {text},
    outcode          {text},
    postcode_area    {text},
    local_authority  {text}   NOT NULL,
    services         {text}   NOT NULL,
    specialisms      {text}   NOT NULL,
    home_care        {bool}   NOT NULL,
    rating           {text},
    rated_on         {date},
    registered_on    {date},
    ended_on         {date},
    dormant          {bool}   NOT NULL,
    website          {text}   NOT NULL,
    phone            {text}   NOT NULL,
    import           {id}     NOT NULL,
    source           {text}   NOT NULL,
    imported_at      {moment} NOT NULL
) {strict};
CREATE INDEX care_location_by_provider ON care_location (provider);
CREATE INDEX care_location_by_outcode ON care_location (outcode, name);
CREATE INDEX care_location_by_name ON care_location (name, id);

-- What is done at a location, one row for each kind of service, to find and to offer in the search.
CREATE TABLE care_service (
    location       {id}     NOT NULL REFERENCES care_location (id),
    service        {text}   NOT NULL,
    PRIMARY KEY (location, service)
) {strict};
CREATE INDEX care_service_by_name ON care_service (service, location);
