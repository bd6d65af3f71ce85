-- Tokens that have ended are found without looking at those that hold.
CREATE INDEX visitor_tokens_expires_at_idx ON visitor_tokens (expires_at);
