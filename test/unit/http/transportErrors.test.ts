import { TransportError } from '../../../lib/http/port';
import { asTransportError } from '../../../nodes/shared/httpPort';

const failedWith = (code: string): Error => Object.assign(new Error('incorrect header check'), { code });

it.each(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'ERR_BROTLI_DECODER', 'ZSTD_error_corruption_detected'])(
	'an answer that cannot be unpacked (%s) came from a server that may have acted',
	(code) => {
		for (const caught of [failedWith(code), new Error('wrapped', { cause: failedWith(code) })]) {
			const found = asTransportError(caught);
			expect(found).toBeInstanceOf(TransportError);
			expect(found).toMatchObject({ sent: 'maybe', code });
		}
	},
);

it('a run that a person stopped is no failure of the network', () => {
	expect(asTransportError(failedWith('ERR_CANCELED'))).toBeUndefined();
});
