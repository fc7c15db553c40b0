-- Each list of referrals and contacts in its own order, over the rows it shows alone: what is over grows for ever, and the
-- last two hundred of it must not be looked for among all. The indexes by state alone go, because a planner without
-- statistics prefers them to these.
DROP INDEX referral_by_state;
CREATE INDEX referral_open ON referral (answer_by, received_at, id) WHERE state IN ('received', 'triaged');
CREATE INDEX referral_open_of ON referral (referrer_organisation, answer_by, received_at, id)
    WHERE state IN ('received', 'triaged');
CREATE INDEX referral_accepted ON referral (accepted_at, id) WHERE state = 'accepted';
CREATE INDEX referral_accepted_of ON referral (referrer_organisation, accepted_at, id) WHERE state = 'accepted';
CREATE INDEX referral_accepted_by_owner ON referral (owner, accepted_at, id) WHERE state = 'accepted';
CREATE INDEX referral_over ON referral (ended_at, id) WHERE state IN ('declined', 'completed', 'left_early');
CREATE INDEX referral_over_of ON referral (referrer_organisation, ended_at, id)
    WHERE state IN ('declined', 'completed', 'left_early');
DROP INDEX contact_by_state;
CREATE INDEX contact_open ON contact (received_at, id) WHERE state IN ('waiting', 'owned');
CREATE INDEX contact_over ON contact (ended_at, id) WHERE state IN ('ended', 'referred');
