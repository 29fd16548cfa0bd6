import type { Resource } from '../../shared/resources';
import type { SyncOperation } from '../operation';
import { lookForNewsOperation } from './lookForNews.operation';
import { noteMailSent } from './noteMailSent.operation';
import { writeEmails } from './writeEmails.operation';

export const notification: Resource<SyncOperation> = {
	option: { name: 'Notification', value: 'notification' },
	operations: [lookForNewsOperation, noteMailSent, writeEmails],
};
