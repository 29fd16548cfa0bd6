import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
	/** Of n8n's owner. */
	owner: z.string(),
	/** Opens the pages that templates show in the browser. */
	pages: z.string(),
	/** With it n8n encrypts its credentials. */
	encryptionKey: z.string(),
	mail: z.string(),
	momentApiKey: z.string(),
	webhookToken: z.string(),
	/** Uniconta's users, in the order of the demo data. */
	english: z.string(),
	danish: z.string(),
	auditor: z.string(),
	unicontaApiKey: z.string(),
});

/** All passwords, keys and tokens of a sandbox. The repository holds none of them. */
export type SandboxSecrets = z.infer<typeof secretsSchema>;

/** As a person could type it: letters and digits, both cases, none of them looking like another. */
function word(): string {
	const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
	return `Sb-${Array.from(randomBytes(20), (byte) => letters.charAt(byte % letters.length)).join('')}7`;
}

export function randomSecrets(): SandboxSecrets {
	return {
		owner: word(),
		pages: word(),
		encryptionKey: word(),
		mail: word(),
		momentApiKey: word(),
		webhookToken: word().replace('-', ''),
		// What is no ASCII, and a colon, is what logins stumble over.
		english: word(),
		danish: `rødgrød:${word()}`,
		auditor: word(),
		unicontaApiKey: crypto.randomUUID(),
	};
}

let ofThisProcess: SandboxSecrets | undefined;

/** Of whatever starts here and has none of its own; nothing of them is kept. */
export function processSecrets(): SandboxSecrets {
	ofThisProcess ??= randomSecrets();
	return ofThisProcess;
}

const FILE = 'sandbox-secrets.json';

export const hasSecrets = (folder: string): boolean => existsSync(path.join(folder, FILE));

/** Made when a folder is first used, and kept in it, to be read by its owner alone. */
export function secretsOf(folder: string): SandboxSecrets {
	const file = path.join(folder, FILE);
	if (!existsSync(file)) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, `${JSON.stringify(randomSecrets(), undefined, '\t')}\n`, { mode: 0o600, flag: 'wx' });
	}
	chmodSync(file, 0o600);
	return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
