/* The shared client's store, and how React reads it. */
import { useSyncExternalStore } from 'react';
import { Store } from '../../../proto/client/store';

export { Store };

export function useStore<Value>(store: Store<Value>): Value {
	return useSyncExternalStore(store.subscribe, store.get);
}
