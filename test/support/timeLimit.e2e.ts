import { LIMITS } from '../e2e/support/limits';

/** A project's own `testTimeout` is not heeded by jest, and a hook that is cut off would leave its n8n behind. */
jest.setTimeout(LIMITS.test);
