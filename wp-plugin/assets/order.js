/* Keeps the Exact Online box fresh while something is under way, and fetches the timeline when it is opened. */
( function () {
	'use strict';

	var EVERY_MS = 2000;
	var MOST_TIMES = 90;
	var box = document.getElementById( 'ledgerbridge-box' );
	if ( ! box || ! window.ajaxurl ) {
		return;
	}

	function ask( action, nonce ) {
		var form = new FormData();
		form.append( 'action', action );
		form.append( '_ajax_nonce', nonce );
		form.append( 'order_id', box.dataset.order );
		return fetch( window.ajaxurl, { method: 'POST', body: form, credentials: 'same-origin' } )
			.then( function ( response ) {
				return response.json();
			} )
			.then( function ( answer ) {
				if ( ! answer.success ) {
					throw new Error( 'refused' );
				}
				return answer.data;
			} );
	}

	function moving() {
		var state = box.querySelector( '[data-moving]' );
		return state && '1' === state.dataset.moving;
	}

	function look( times ) {
		if ( ! moving() || times > MOST_TIMES ) {
			return;
		}
		window.setTimeout( function () {
			ask( 'ledgerbridge_box', box.dataset.nonce )
				.then( function ( data ) {
					// The server escaped every piece of it.
					box.innerHTML = data.html;
				} )
				.catch( function () {} )
				.then( function () {
					look( times + 1 );
				} );
		}, EVERY_MS );
	}

	var timeline = document.getElementById( 'ledgerbridge-timeline' );
	if ( timeline ) {
		timeline.addEventListener( 'toggle', function () {
			if ( timeline.open ) {
				ask( 'ledgerbridge_timeline', box.dataset.timelineNonce ).then( function ( data ) {
					timeline.querySelector( 'div' ).innerHTML = data.html;
				} ).catch( function () {} );
			}
		} );
	}

	look( 0 );
}() );
