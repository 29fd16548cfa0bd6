/**
 * A node's choice of company travels to the credential's `authenticate` in this header, which never leaves the machine:
 * it is taken out and becomes part of the user name.
 */
export const COMPANY_HEADER = 'x-moment-uniconta-company';
