import path from 'node:path';

/** The top of the repository. */
export const repositoryRoot = path.resolve(__dirname, '../..');

/** Everything that is made while running, git-ignored. */
export const runtimeRoot = path.join(repositoryRoot, '.runtime');
