/**
 * A node's choice of company travels to the credential's `authenticate` in this header, which never leaves the machine:
 * it is taken out and becomes part of the user name.
 */
export const COMPANY_HEADER = 'x-moment-uniconta-company';

/** In place of an id: no company is named, not that of the credential either. Only the list of companies is asked for so. */
export const NO_COMPANY = 'none';
