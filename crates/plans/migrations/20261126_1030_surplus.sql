-- Money of a person's budget that the commissioner has set aside for something, so that it does not go back as surplus (BRK-10).
CREATE TABLE plan_earmark (
    id       {id}     PRIMARY KEY,
    version  {int}    NOT NULL,
    pence    {int}    NOT NULL CHECK (pence >= 0),
    reason   {text}   NOT NULL,
    said_by  {text}   NOT NULL,
    at       {moment} NOT NULL
) {strict};
