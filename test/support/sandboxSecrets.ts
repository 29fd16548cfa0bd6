import { randomSecrets, type SandboxSecrets } from '../../sandbox/secrets';

/** The sandbox makes its passwords up; tests that look for them in what is shown or sent hand in their own. */
export const TEST_SECRETS: SandboxSecrets = {
	...randomSecrets(),
	momentApiKey: 'moment-sandbox-key',
	english: 'sandbox-password',
	danish: 'rødgrød:med-fløde',
	auditor: 'sandbox-revisor',
	unicontaApiKey: '00000000-0000-4000-8000-000000000001',
};
