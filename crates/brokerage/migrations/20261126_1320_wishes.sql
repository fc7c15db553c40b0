-- Whom the person wants, or who alone can do what they need, with the reason: that provider is asked first (BRK-3).
ALTER TABLE package ADD COLUMN wish {text} CHECK (wish IN ('choice', 'specialist'));
ALTER TABLE package ADD COLUMN wish_provider {id};
ALTER TABLE package ADD COLUMN wish_why {text};

-- What a provider says it can do; packages that are hard to place are matched on it (BRK-3).
CREATE TABLE provider_service (
    provider  {id}   NOT NULL,
    service   {text} NOT NULL,
    PRIMARY KEY (provider, service)
) {strict};
