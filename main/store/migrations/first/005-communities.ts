/** Communities joined, invitations issued, and members met with the chains that they presented. */
export const sql = `
-- identity: whose membership it is; empty in an open community.
-- proof: chain to the founder, or the invitation while waiting
CREATE TABLE communities (
  id TEXT NOT NULL,
  identity TEXT NOT NULL,
  name TEXT NOT NULL,
  policy TEXT NOT NULL,
  founder TEXT NOT NULL,
  state TEXT NOT NULL,
  muted INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  proof BLOB NOT NULL,
  PRIMARY KEY (id, identity)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
  nonce TEXT PRIMARY KEY,
  community TEXT NOT NULL,
  inviter TEXT NOT NULL,
  link TEXT NOT NULL,
  note TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  used INTEGER NOT NULL,
  cancelled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invitationsByCommunity ON invitations (inviter, community);

-- who was let in by an invitation of mine, with the chain it got: asking twice costs no second use
CREATE TABLE admissions (
  nonce TEXT NOT NULL REFERENCES invitations(nonce) ON DELETE CASCADE,
  member TEXT NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (nonce, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  community TEXT NOT NULL,
  member TEXT NOT NULL,
  chain BLOB NOT NULL,
  seen INTEGER NOT NULL,
  PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;
`
