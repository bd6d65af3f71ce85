-- What a merchant's pages say of a visitor beside name and address: an object of their own names, each with a
-- text, a number, a boolean, or a day or moment as {"date": …}. `vouched` is what came with the merchant's
-- signature. Only its bounds are the program's; that it stays small is everybody's concern.
CREATE TABLE visitor_attributes (
	visitor_id varchar(100) PRIMARY KEY REFERENCES visitors ON DELETE CASCADE ON UPDATE CASCADE,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	said jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(said) = 'object'),
	vouched jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(vouched) = 'object'),
	updated_at timestamptz NOT NULL DEFAULT now(),
	CHECK (octet_length(said::text) + octet_length(vouched::text) <= 65536)
);
-- When those of its visitor changed last: consoles that show them read them again.
ALTER TABLE chat_sessions ADD COLUMN visitor_attributes_at timestamptz;
