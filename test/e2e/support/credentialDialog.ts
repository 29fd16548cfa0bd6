import { z } from 'zod';
import type { Locator } from 'playwright-core';
import type { Editor } from './browser';

/** A credential's window in n8n: it tests when it opens, and again after each save. */
export class CredentialDialog {
	private constructor(
		private readonly editor: Editor,
		private readonly window: Locator,
	) {}

	static async open(editor: Editor, credentialId: string): Promise<CredentialDialog> {
		await editor.goTo(`/home/credentials/${credentialId}`);
		const window = editor.page.getByTestId('editCredential-modal');
		await window.waitFor();
		return new CredentialDialog(editor, window);
	}

	/** Types these values over what is there, saves, and returns what n8n then shows of the test. */
	async tryWith(values: Record<string, string>): Promise<string> {
		for (const [field, value] of Object.entries(values))
			await this.window.getByTestId(`parameter-input-${field}`).locator('input').fill(value);
		const tested = this.editor.page.waitForResponse((response) =>
			response.url().endsWith('/rest/credentials/test'),
		);
		await this.window.getByTestId('credential-save-button').click();
		const { data } = answerSchema.parse(await (await tested).json());
		return data.status === 'OK' ? await this.success() : await this.refusal(data.message);
	}

	/** What is shown when the test went well. */
	async success(): Promise<string> {
		const banner = this.window.locator('.el-tag--success').filter({ visible: true });
		await banner.waitFor();
		return flat(await banner.innerText());
	}

	/** The banner with its details, which are folded away until somebody asks for them once. */
	private async refusal(message: string): Promise<string> {
		const banner = this.window.locator('.el-tag--danger').filter({ visible: true });
		const more = banner.getByText('More details');
		const details = banner.getByText(message);
		await more.or(details).filter({ visible: true }).first().waitFor();
		if (await more.isVisible()) await more.click();
		await details.waitFor();
		return flat(await banner.innerText());
	}
}

const answerSchema = z.object({ data: z.object({ status: z.enum(['OK', 'Error']), message: z.string() }) });

function flat(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
