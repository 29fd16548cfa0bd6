/** It only ends what hangs: on a busy machine a test may take its time. */
jest.setTimeout(300_000);
