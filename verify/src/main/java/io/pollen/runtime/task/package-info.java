/// Stress programs for the state word of a task: wakes, the end of a poll, abort, join, detach.
package io.pollen.runtime.task;
