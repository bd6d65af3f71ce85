-- What was sent of a survey is found by it, to go with whom it was sent to.
CREATE INDEX outgoing_mails_survey_idx ON outgoing_mails (subject_id) WHERE kind IN ('csat.survey', 'csat.reminder');
CREATE INDEX outgoing_sms_survey_idx ON outgoing_sms (subject_id) WHERE kind IN ('csat.survey', 'csat.reminder');
