/** Reading rows bucket by bucket, merging their parts, in pages of bounded memory. */
@NullMarked
package io.millrace.query.read;

import org.jspecify.annotations.NullMarked;
