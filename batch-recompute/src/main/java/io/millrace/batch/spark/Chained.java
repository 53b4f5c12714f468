package io.millrace.batch.spark;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * What each of some sources has, one source after the other, each opened when it is its turn.
 *
 * @param <S> a source
 * @param <T> what it has
 */
final class Chained<S, T> implements Iterator<T> {
    private final Iterator<S> sources;
    private final Function<S, Iterator<T>> open;
    private Iterator<T> current = Collections.emptyIterator();

    Chained(Iterator<S> sources, Function<S, Iterator<T>> open) {
        this.sources = sources;
        this.open = open;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && sources.hasNext()) {
            current = open.apply(sources.next());
        }
        return current.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
