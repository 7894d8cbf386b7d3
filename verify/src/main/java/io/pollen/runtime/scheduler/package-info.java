/// Stress programs for the queues of the scheduler, and for going to sleep.
package io.pollen.runtime.scheduler;
